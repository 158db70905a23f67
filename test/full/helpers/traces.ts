import * as z from "zod";
import { guardChains } from "../../../engine/faults/guard-status.ts";
import { findLeases } from "../../../engine/faults/lease-store.ts";
import { isolatedLabel } from "../../../engine/faults/network-policies.ts";
import { toxiproxy } from "../../../engine/faults/proxies.ts";
import type { ClusterApi } from "../../../engine/probes/cluster-api.ts";

const list = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }), spec: z.unknown() })) });

/** Everything that faults change, one entry per thing; what the API cannot be asked for now is an entry too. */
export async function tracesOf(api: ClusterApi, namespace: string): Promise<Record<string, string>> {
  const kinds = {
    deployment: `/apis/apps/v1/namespaces/${namespace}/deployments`,
    statefulset: `/apis/apps/v1/namespaces/${namespace}/statefulsets`,
    autoscaler: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
    policy: `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
  };
  const traces: Record<string, string> = {};
  for (const [kind, path] of Object.entries(kinds)) {
    const { items } = list.parse(await api.write({ method: "GET", path }));
    for (const { metadata, spec } of items) traces[`${kind} ${metadata.name}`] = JSON.stringify(spec);
  }
  const proxies = `/api/v1/namespaces/${namespace}/services/http:${toxiproxy.service}:${toxiproxy.port}/proxy/proxies`;
  for (const [name, proxy] of Object.entries((await api.write({ method: "GET", path: proxies })) as object))
    traces[`proxy ${name}`] = JSON.stringify(proxy);
  const { items: pods } = await api.core.listNamespacedPod({ namespace, labelSelector: isolatedLabel });
  for (const { metadata } of pods) traces[`label of ${metadata?.name}`] = metadata?.labels?.[isolatedLabel] ?? "";
  for (const [guard, chains] of await guardChains(api, namespace))
    for (const chain of Object.keys(chains)) traces[`chain ${chain}`] = `on the node of ${guard}`;
  const { leases, unreadable } = await findLeases(api, namespace);
  for (const { runId, undo, filter } of leases) traces[`lease ${runId}`] = JSON.stringify({ undo, filter });
  for (const reason of unreadable) traces[`lease ${reason}`] = "unreadable";
  return traces;
}

/** What is different, named; empty = nothing. */
export function differences(before: Record<string, string>, now: Record<string, string>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).sort();
}
