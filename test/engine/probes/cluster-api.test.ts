import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { ClusterApi } from "../../../engine/probes/cluster-api.ts";
import { apiServerPrograms, startApiServer } from "../../helpers/api-server.ts";
import { suite } from "../plugins/needs.ts";

/** Leads to a port, and counts who came. */
async function relayTo(port: number) {
  let count = 0;
  const sockets = new Set<Socket>();
  const relay = createServer((here) => {
    count += 1;
    const there = connect(port, "127.0.0.1");
    for (const socket of [here, there]) sockets.add(socket.on("error", () => undefined));
    here.pipe(there).pipe(here);
  });
  await once(relay.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    relay.close();
  });
  return { port: (relay.address() as AddressInfo).port, connections: () => count };
}

suite("calls of the API", [...apiServerPrograms], () => {
  it("go over the connections of those before them", async () => {
    const server = await startApiServer();
    onTestFinished(() => server.stop());
    const relay = await relayTo(Number(new URL(server.url).port));
    const api = new ClusterApi(server.kubeconfig.replace(server.url, `https://127.0.0.1:${relay.port}`));
    const calls: (() => Promise<unknown>)[] = [
      () => api.core.listNamespacedPod({ namespace: "default" }),
      () => api.apps.listNamespacedDeployment({ namespace: "default" }),
      () => api.get("/version"),
    ];
    for (let n = 0; n < 4; n += 1) for (const call of calls) await call();
    // One of the typed clients, one of the others.
    expect(relay.connections()).toBe(2);
    api.close();
  });
});
