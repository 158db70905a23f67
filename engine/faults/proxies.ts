import * as z from "zod";
import type { ClusterApi } from "../probes/cluster-api.ts";

/** Name of Toxiproxy's Service and the port of its own API. */
export const toxiproxy = { service: "toxiproxy", port: 8474 } as const;

const toxic = z.object({
  name: z.string(),
  type: z.string(),
  stream: z.enum(["upstream", "downstream"]),
  toxicity: z.number(),
  attributes: z.record(z.string(), z.unknown()),
});

const proxyState = z.object({ name: z.string(), enabled: z.boolean(), toxics: z.array(toxic) });

export type Toxic = z.infer<typeof toxic>;
export type ProxyState = z.infer<typeof proxyState>;

/** Path of Toxiproxy's API by way of the API server. */
const at = (namespace: string, path: string) =>
  `/api/v1/namespaces/${namespace}/services/http:${toxiproxy.service}:${toxiproxy.port}/proxy${path}`;

/** What a proxy does at the moment. */
export async function proxyStateOf(api: ClusterApi, namespace: string, proxy: string): Promise<ProxyState> {
  return proxyState.parse(await api.write({ method: "GET", path: at(namespace, `/proxies/${proxy}`) }));
}

/** A disabled proxy refuses connections, and those that it has end. */
export async function enableProxy(api: ClusterApi, namespace: string, proxy: string, enabled: boolean): Promise<void> {
  const path = at(namespace, `/proxies/${proxy}`);
  // Toxiproxy updates by POST.
  await api.write({ method: "POST", path, body: JSON.stringify({ enabled }) });
}

export async function addToxic(api: ClusterApi, namespace: string, proxy: string, added: Toxic): Promise<void> {
  const path = at(namespace, `/proxies/${proxy}/toxics`);
  await api.write({ method: "POST", path, body: JSON.stringify(added) });
}

/** Enables a proxy and removes every toxic of it. */
export async function resetProxy(api: ClusterApi, namespace: string, proxy: string): Promise<void> {
  const { toxics } = await proxyStateOf(api, namespace, proxy);
  for (const { name } of toxics) await api.remove(at(namespace, `/proxies/${proxy}/toxics/${name}`));
  await enableProxy(api, namespace, proxy, true);
}
