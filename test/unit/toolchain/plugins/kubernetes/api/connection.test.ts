import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../../../../toolchain/plugins/kubernetes/api/connection.ts";
import { Unreachable } from "../../../../../../toolchain/plugins/kubernetes/api/errors.ts";

describe("a connection", () => {
  let server: Server;
  let kubeconfig: string;
  let seen: { request: IncomingMessage; body: string; port: number | undefined }[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        seen.push({ request, body, port: request.socket.remotePort });
        if (request.url !== "/silent") response.writeHead(202).end("answer");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const cluster = { server: `http://127.0.0.1:${port}/`, "insecure-skip-tls-verify": true };
    kubeconfig = JSON.stringify({
      "current-context": "a",
      contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
      clusters: [{ name: "a", cluster }],
      users: [{ name: "a", user: { token: "the-token" } }],
    });
  });

  beforeEach(() => {
    seen = [];
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it("carries credentials and bodies, and is kept open", async () => {
    const send = await connect({ kubeconfig, mutable: [] });
    expect(await send({ method: "GET", path: "/api/v1" })).toEqual({ status: 202, text: "answer" });
    await send({ method: "PATCH", path: "/b?c=d", body: { a: "ü" }, contentType: "application/json-patch+json" });
    const [first, second] = seen;
    expect(first?.request.headers).toMatchObject({ authorization: "Bearer the-token", accept: "application/json" });
    expect([second?.request.method, second?.request.url, second?.body]).toEqual(["PATCH", "/b?c=d", '{"a":"ü"}']);
    expect(second?.request.headers["content-type"]).toBe("application/json-patch+json");
    expect(second?.port).toBe(first?.port);
  });

  it("ends a request when it is told to, with the reason", async () => {
    const send = await connect({ kubeconfig, mutable: [] });
    const cancel = new AbortController();
    const answer = send({ method: "GET", path: "/silent", signal: cancel.signal });
    cancel.abort(new Error("the operation was cancelled"));
    await expect(answer).rejects.toThrow("the operation was cancelled");
  });

  it("names the server that does not answer", async () => {
    const send = await connect({ kubeconfig: kubeconfig.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:9"), mutable: [] });
    const refusal = await send({ method: "GET", path: "/" }).catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(Unreachable);
    expect(String(refusal)).toContain("127.0.0.1:9");
  });

  it("is never made by the ambient kubeconfig", async () => {
    await expect(connect({ mutable: [] })).rejects.toThrow("no kubeconfig");
  });
});
