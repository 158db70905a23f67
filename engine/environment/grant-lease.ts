import { readFile } from "node:fs/promises";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { DrillError, messageOf } from "../../common/errors.ts";
import { leaseGrant } from "../../components/cluster/lease.ts";
import { annotateNamespace } from "./annotate-namespace.ts";

/** Marks the cluster of a kube context as one that drills may use until the lease expires. */
export async function grantLease(grant: {
  kubeconfig: string;
  context: string;
  owner: string;
  ttlMs: number;
  now: Date;
}): Promise<{ expires: string }> {
  const config = new KubeConfig();
  try {
    config.loadFromString(await readFile(grant.kubeconfig, "utf8"));
    config.setCurrentContext(grant.context);
    if (config.getCurrentCluster() === null) throw new Error(`${grant.kubeconfig} has no context ${grant.context}`);
    const core = config.makeApiClient(CoreV1Api);
    const system = await core.readNamespace({ name: "kube-system" });
    const expires = new Date(grant.now.getTime() + grant.ttlMs).toISOString();
    await annotateNamespace(core, "kube-system", {
      [leaseGrant.owner]: grant.owner,
      [leaseGrant.expiresAt]: expires,
      [leaseGrant.clusterUid]: system.metadata?.uid ?? "",
    });
    return { expires };
  } catch (thrown) {
    throw new DrillError({
      code: "lease.grant",
      kind: "environment",
      message: `no lease could be granted on ${grant.context}: ${messageOf(thrown)}`,
      remedy:
        "check the name of the context and that its cluster answers: kubectl --context NAME get namespace kube-system",
      cause: thrown,
    });
  }
}
