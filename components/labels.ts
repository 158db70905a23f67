import { labelValue } from "./naming.ts";

/** Prefix of every label and annotation of ours. */
export const drillPrefix = "drill.biowerk/";

/** Label that every object of an environment carries. */
export const environmentLabel = `${drillPrefix}environment`;

/** Who holds an environment and until when; it lies on the environment's namespace, for `gc` to read. */
export interface LeaseRecord {
  environmentId: string;
  owner: string;
  /** a duration such as "4h", counted from the last renewal */
  ttl: string;
  /** ISO 8601; unset = the namespace's own creation time counts */
  createdAt?: string | undefined;
  /** ISO 8601; unset = never renewed */
  renewedAt?: string | undefined;
}

/** What a workload is called and what part it plays, e.g. `postgres`, `datastore`. */
export interface WorkloadIdentity {
  environmentId: string;
  name: string;
  component: "datastore" | "llm" | "gateway" | "agent" | "settings" | "chaos" | "observability" | "backup";
}

/** Labels of every object of an environment. */
export function environmentLabels(environmentId: string): Record<string, string> {
  return {
    "app.kubernetes.io/part-of": "biowerk",
    "app.kubernetes.io/managed-by": "biowerk-drill",
    [environmentLabel]: labelValue(environmentId),
  };
}

/** Labels by which a workload's pods are selected; they never change while the workload lives. */
export function selectorLabels({ environmentId, name }: WorkloadIdentity): Record<string, string> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": labelValue(environmentId) };
}

/** Labels of a workload's objects and pods. */
export function workloadLabels(identity: WorkloadIdentity): Record<string, string> {
  return {
    ...environmentLabels(identity.environmentId),
    ...selectorLabels(identity),
    "app.kubernetes.io/component": identity.component,
  };
}

/** The lease record as annotations, which unlike labels take any text. */
export function leaseAnnotations(lease: LeaseRecord): Record<string, string> {
  return {
    [`${drillPrefix}owner`]: lease.owner,
    [`${drillPrefix}ttl`]: lease.ttl,
    ...(lease.createdAt === undefined ? {} : { [`${drillPrefix}created`]: lease.createdAt }),
    ...(lease.renewedAt === undefined ? {} : { [`${drillPrefix}renewed-at`]: lease.renewedAt }),
  };
}
