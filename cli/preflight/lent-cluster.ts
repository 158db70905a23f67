import * as z from "zod";
import { DrillError, messageOf } from "../../common/errors.ts";
import { readContext } from "../../components/cluster/kubeconfig.ts";
import { assertLease } from "../../components/cluster/lease.ts";
import { connect } from "../../toolchain/plugins/kubernetes/api/connection.ts";

/** How long the API server may take to answer, milliseconds. */
const answerMs = 10_000;

const kubeSystem = z.object({
  metadata: z.object({ uid: z.string(), annotations: z.record(z.string(), z.string()).default({}) }),
});

/**
 * Makes sure that an existing cluster answers and is lent to the range, before tools are made ready for it. The
 * environment's program asks for the lease once more: this look is for the user's sake, that one for the cluster's.
 * @throws DrillError kubeconfig.* or lease.*, or cluster.unreachable where no namespace kube-system is seen
 */
export async function requireLentCluster(wish: { kubeconfigFile: string; context: string }): Promise<void> {
  const kubeconfig = readContext(wish.kubeconfigFile, wish.context);
  const { metadata } = await lookAt(kubeconfig).catch((cause: unknown) => {
    throw new DrillError({
      code: "cluster.unreachable",
      kind: "environment",
      message: `the cluster of context ${wish.context} cannot be looked at: ${messageOf(cause)}`,
      remedy: `check that it answers: kubectl --context ${wish.context} get namespace kube-system`,
      cause,
    });
  });
  assertLease({ metadata }, new Date(), metadata.uid);
}

async function lookAt(kubeconfig: string): Promise<z.infer<typeof kubeSystem>> {
  const send = await connect({ kubeconfig, mutable: [] });
  const signal = AbortSignal.timeout(answerMs);
  const { status, text } = await send({ method: "GET", path: "/api/v1/namespaces/kube-system", signal });
  if (status !== 200) throw new Error(`its API server answers with status ${status}`);
  const seen = kubeSystem.safeParse(JSON.parse(text));
  if (!seen.success) throw new Error("its API server answers with something else than a namespace");
  return seen.data;
}
