import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** "cut": the connection is closed; "silent": it stays open, without an answer. */
export type Played = { status: number; body?: unknown; headers?: Record<string, string> } | "cut" | "silent";

/** Plays an HTTP API on loopback until the test is over. @param answer what it answers to each request */
export async function playServer(answer: (asked: Asked) => Played): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = "", url = "", headers } = request;
      const each = { method, url, headers, body };
      asked.push(each);
      const played = answer(each);
      if (played === "silent") return;
      if (played === "cut") return void request.socket.destroy();
      response.writeHead(played.status, played.headers ?? {});
      response.end(typeof played.body === "string" ? played.body : JSON.stringify(played.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
