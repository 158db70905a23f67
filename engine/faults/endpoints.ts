import * as z from "zod";
import type { ProbeContext } from "../probes/probe.ts";

const slices = z.object({
  items: z.array(
    z.object({
      endpoints: z.array(z.object({ targetRef: z.object({ uid: z.string() }).optional() })).nullish(),
    }),
  ),
});

/**
 * The pods that calls to a workload's Service are led to, by uid, as Kubernetes sees them: that a pod is deleted says
 * nothing of whether it is still called.
 * @throws Error where the Service has no endpoint slice at all: then nobody knows
 */
export async function endpointsOf(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  service: string,
): Promise<ReadonlySet<string>> {
  const selector = encodeURIComponent(`kubernetes.io/service-name=${service}`);
  const path = `/apis/discovery.k8s.io/v1/namespaces/${environment.namespace}/endpointslices?labelSelector=${selector}`;
  const { status, body } = await api.get(path);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  const { items } = slices.parse(JSON.parse(body));
  if (items.length === 0) throw new Error(`the service ${service} has no endpoint slice`);
  return new Set(items.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ targetRef }) => targetRef?.uid ?? [])));
}
