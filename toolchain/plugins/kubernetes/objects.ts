import type { Properties } from "../shared/values.ts";

/** Kind and version that an API server serves objects under. */
export interface Kind {
  /** e.g. "apps/v1", or "v1" for the core group */
  apiVersion: string;
  kind: string;
}

/** An object without its secret marks, as the API takes and gives it. */
export interface KubeObject extends Kind {
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** The metadata that the plugin looks at. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
  finalizers?: string[];
  managedFields?: ManagedFields[];
}

/** Which fields one writer owns. */
export interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  fieldsV1?: Properties;
  [field: string]: unknown;
}

/** A condition in an object's status. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** Where an object is; `namespace` is absent for cluster-scoped kinds. */
export interface Address extends Kind {
  namespace?: string;
  name: string;
}

/** e.g. "Deployment shop/web" */
export function describe({ kind, namespace, name }: Address): string {
  return `${kind} ${idOf({ namespace, name })}`;
}

/** The engine's id of an object: namespace/name, or the name alone. */
export function idOf({ namespace, name }: { namespace?: string | undefined; name: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** @throws Error on a text that is neither form */
export function parseId(id: string): { namespace?: string; name: string } {
  const parts = id.split("/");
  const [first = "", second] = parts;
  if (parts.length > 2 || parts.includes("")) throw new Error(`"${id}" is not a name or a namespace/name`);
  return second === undefined ? { name: first } : { namespace: first, name: second };
}

/** An annotation's value on an object or on inputs. */
export function annotation(object: { metadata?: unknown }, name: string): string | undefined {
  return (object.metadata as ObjectMeta | undefined)?.annotations?.[name];
}
