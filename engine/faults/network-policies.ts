import * as z from "zod";
import { drillPrefix, environmentLabels } from "../../components/labels.ts";
import { fitName, labelValue, nameLimits } from "../../components/naming.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";

/** Label of a pod that is cut off: policies select by labels alone, and pods of a Deployment have none of their own. */
export const isolatedLabel = `${drillPrefix}isolated`;

/** Label of a run's policies; its value is the run's id. */
const runLabel = `${drillPrefix}run`;

const policiesPath = (namespace: string) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;

/** Path of all policies of a run. */
export const policiesOfRun = (namespace: string, runId: string) =>
  `${policiesPath(namespace)}?labelSelector=${encodeURIComponent(`${runLabel}=${runId}`)}`;

/** What the label of a pod that is cut off says: that pod's own name, so that no other has the same. */
export const isolatedValue = (pod: string) => labelValue(pod);

/**
 * The policy that cuts one pod off: it names both directions and allows nothing in either. By Kubernetes' own rule what
 * comes from the pod's node, such as the kubelet's probes, is allowed whatever policies say.
 */
export function isolatingPolicy(pod: string, run: { environmentId: string; runId: string }): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name: fitName(["drill-isolated", pod], nameLimits.kubernetes),
      labels: { ...environmentLabels(run.environmentId), [runLabel]: run.runId },
    },
    spec: {
      podSelector: { matchLabels: { [isolatedLabel]: isolatedValue(pod) } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: [],
    },
  };
}

export async function createPolicy(api: ClusterApi, namespace: string, policy: object): Promise<void> {
  await api.write({ method: "POST", path: policiesPath(namespace), body: JSON.stringify(policy) });
}

const policyList = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });

/** Names of a run's policies that are there. */
export async function findPolicies(api: ClusterApi, namespace: string, runId: string): Promise<string[]> {
  const { items } = policyList.parse(await api.write({ method: "GET", path: policiesOfRun(namespace, runId) }));
  return items.map(({ metadata }) => metadata.name);
}
