import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { ClusterApi } from "../../../../engine/probes/cluster-api.ts";

const kubeconfig = JSON.stringify({
  "current-context": "nowhere",
  clusters: [{ name: "nowhere", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "nobody", user: {} }],
  contexts: [{ name: "nowhere", context: { cluster: "nowhere", user: "nobody" } }],
});

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });

describe("a port that leads into the cluster", () => {
  it("is there for as long as the body runs", async () => {
    const api = new ClusterApi(kubeconfig);
    const port = await api.withPort("n", "s", 5432, async (localPort) => {
      expect(await isOpen(localPort)).toBe(true);
      return localPort;
    });
    expect(await isOpen(port)).toBe(false);
    api.close();
  });

  it("is closed with the API, though its body is still under way", async () => {
    const api = new ClusterApi(kubeconfig);
    const given = Promise.withResolvers<number>();
    const over = Promise.withResolvers<void>();
    const body = api.withPort("n", "s", 5432, async (localPort) => {
      given.resolve(localPort);
      await over.promise;
    });
    const port = await given.promise;
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    await once(socket, "connect");
    api.close();
    if (!socket.destroyed) await once(socket, "close");
    expect(await isOpen(port)).toBe(false);
    over.resolve();
    await body;
  });
});
