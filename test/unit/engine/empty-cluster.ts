import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";
import { ClusterApi } from "../../../engine/probes/cluster-api.ts";

/**
 * A cluster without a pod, which goes with the test. What is asked of its API server over TLS alone is answered in its
 * place.
 * @returns its kubeconfig
 */
export async function emptyCluster(): Promise<string> {
  const listening = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"items":[]}');
  });
  await once(listening.listen(0, "127.0.0.1"), "listening");
  const asked = vi.spyOn(ClusterApi.prototype, "get").mockResolvedValue({ status: 200, body: '{"gitVersion":"v1"}' });
  onTestFinished(() => {
    asked.mockRestore();
    listening.closeAllConnections();
    listening.close();
  });
  const server = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return JSON.stringify({
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: {} }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  });
}
