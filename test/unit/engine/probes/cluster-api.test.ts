import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { ClusterApi } from "../../../../engine/probes/cluster-api.ts";

const kubeconfigOf = (server: string) =>
  JSON.stringify({
    "current-context": "played",
    clusters: [{ name: "played", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "nobody", user: {} }],
    contexts: [{ name: "played", context: { cluster: "played", user: "nobody" } }],
  });
const kubeconfig = kubeconfigOf("https://127.0.0.1:1");

/** An API server with one service and one pod, which takes connections to its ports and says nothing on them. */
async function silentServer() {
  const forwarded = Promise.withResolvers<Duplex>();
  const metadata = { name: "pod-0", labels: { app: "a" } };
  const pod = { metadata, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } };
  const server = createServer(({ url = "" }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(url.includes("/pods") ? { items: [pod] } : { spec: { selector: { app: "a" } } }));
  });
  server.on("upgrade", ({ headers }, socket) => {
    const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    const protocol = headers["sec-websocket-protocol"]?.split(",")[0];
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    const more = [`Sec-WebSocket-Accept: ${accept}`, `Sec-WebSocket-Protocol: ${protocol}`];
    socket.write(`${[...lines, ...more].join("\r\n")}\r\n\r\n`);
    // It would go on to hold its own half of the connection.
    socket.resume().on("error", () => undefined);
    socket.once("end", () => socket.destroy());
    forwarded.resolve(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, forwarded: forwarded.promise };
}

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

  it("leaves no connection to the API server open, which would keep the process alive", async () => {
    const { url, forwarded } = await silentServer();
    const api = new ClusterApi(kubeconfigOf(url));
    const connection = await api.withPort("n", "s", 5432, async (localPort) => {
      const socket = connect(localPort, "127.0.0.1").on("error", () => undefined);
      socket.write("hello");
      return forwarded;
    });
    if (!connection.destroyed) await once(connection, "close");
    api.close();
  });
});

it("needs a cluster", () => {
  expect(() => new ClusterApi("{}")).toThrow("the kubeconfig has no current cluster");
});
