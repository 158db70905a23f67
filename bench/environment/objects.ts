import * as z from "zod";
import type { Kubectl } from "./kubectl.ts";

const kubeObject = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({}).optional(),
});
export type KubeObject = z.infer<typeof kubeObject>;

/** The kinds that an environment is made of, besides its namespace; what controllers make of them is not among them. */
const kinds = "configmaps,secrets,services,statefulsets.apps,deployments.apps";
const ours = "app.kubernetes.io/managed-by=biowerk-drill";

/** The objects of an environment as somebody would have written them, its namespace first. */
export async function exportObjects(kubectl: Kubectl, namespace: string): Promise<KubeObject[]> {
  const space = kubeObject.parse(JSON.parse(await kubectl("get", "namespace", namespace, "--output", "json")));
  const list = await kubectl("get", kinds, "--namespace", namespace, "--selector", ours, "--output", "json");
  const { items } = z.looseObject({ items: z.array(kubeObject) }).parse(JSON.parse(list));
  return [space, ...items].map(asWritten);
}

const addedToSpec = ["clusterIP", "clusterIPs", "finalizers"];

/** The object without what the API server added to it. */
export function asWritten(object: KubeObject): KubeObject {
  const { name, namespace, labels, annotations } = object.metadata;
  const spec = object.spec === undefined ? {} : { spec: without(object.spec, addedToSpec) };
  return {
    ...without(object, ["status"]),
    kind: object.kind,
    metadata: { name, namespace, labels, annotations },
    ...spec,
  };
}

function without(values: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

/** The node ports that services of these objects ask for. */
export function nodePortsOf(objects: readonly KubeObject[]): number[] {
  const ports = z.array(z.looseObject({ nodePort: z.int().optional() }));
  return objects
    .filter(({ kind }) => kind === "Service")
    .flatMap(({ spec }) => ports.parse(spec?.["ports"] ?? []).flatMap(({ nodePort }) => nodePort ?? []));
}

/** How many objects there are of each kind, e.g. "1 Namespace, 2 Secret". */
export function countsOf(objects: readonly KubeObject[]): string {
  const kindsSeen = Map.groupBy(objects, ({ kind }) => kind);
  return [...kindsSeen].map(([kind, some]) => `${some.length} ${kind}`).join(", ");
}
