import { DrillError } from "../../common/errors.ts";
import { drillPrefix } from "../labels.ts";

/** Annotations of `kube-system` that lend a cluster to the range; only `drill lease grant` writes them. */
export const leaseGrant = {
  owner: `${drillPrefix}lease-owner`,
  /** ISO 8601 */
  expiresAt: `${drillPrefix}lease-expires-at`,
  /** UID of the namespace `kube-system`: a restored or copied annotation lends no other cluster */
  clusterUid: `${drillPrefix}lease-cluster-uid`,
} as const;

/** The part of a namespace that lends its cluster. */
export interface LeasedObject {
  metadata?: { annotations?: Record<string, string> };
}

/**
 * Refuses a cluster that is not ours to use.
 * @param kubeSystem the namespace `kube-system` of the cluster
 * @param clusterUid UID of the cluster as it was seen now
 * @throws DrillError lease.missing, lease.expired or lease.foreign
 */
export function assertLease(kubeSystem: LeasedObject, now: Date, clusterUid: string): void {
  const annotations = kubeSystem.metadata?.annotations ?? {};
  const owner = annotations[leaseGrant.owner];
  const expiresAt = annotations[leaseGrant.expiresAt];
  const grantedFor = annotations[leaseGrant.clusterUid];
  if (owner === undefined || expiresAt === undefined || grantedFor === undefined) {
    throw refusal("lease.missing", "this cluster carries no lease, so nothing is made in it");
  }
  if (clusterUid === "" || grantedFor !== clusterUid) {
    throw refusal("lease.foreign", `the lease of ${owner} was granted for cluster ${grantedFor}, and this is another`);
  }
  // Also refuses a time that cannot be read, since NaN is not later than now.
  if (!(Date.parse(expiresAt) > now.getTime())) {
    throw refusal("lease.expired", `the lease of ${owner} ended at ${expiresAt}`);
  }
}

function refusal(code: string, message: string): DrillError {
  return new DrillError({
    code,
    kind: "usage",
    message,
    remedy: "lend the cluster with: drill lease grant --context NAME --ttl 4h",
  });
}
