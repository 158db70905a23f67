import * as z from "zod";
import type { ProbeContext } from "./probe.ts";
import { sum } from "./prometheus-text.ts";
import { quantityOf } from "./quantity.ts";

const podMetrics = z.object({
  items: z.array(z.object({ containers: z.array(z.object({ usage: z.object({ cpu: z.string() }) })) })),
});

/** How much CPU a pod of a workload used lately, cores, on average over its pods; undefined = nobody measures it. */
export async function cpuUseOf(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  workload: string,
): Promise<number | undefined> {
  const selector = encodeURIComponent(`app.kubernetes.io/name=${workload}`);
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${environment.namespace}/pods?labelSelector=${selector}`;
  const { status, body } = await api.get(path);
  if (status !== 200) return undefined;
  const uses = podMetrics
    .parse(JSON.parse(body))
    .items.map(({ containers }) => sum(containers.map(({ usage }) => quantityOf(usage.cpu))));
  return uses.length === 0 ? undefined : sum(uses) / uses.length;
}
