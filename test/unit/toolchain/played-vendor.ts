import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A vendor's download host, played on loopback. */
export interface PlayedVendor extends AsyncDisposable {
  /** "http://127.0.0.1:port" */
  base: string;
  /** paths asked for, in order */
  asked: string[];
}

/** Serves text or bytes by path, or lets a listener answer; anything else is 404. */
export async function playVendor(routes: Record<string, string | Buffer | RequestListener>): Promise<PlayedVendor> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const route = routes[path];
    if (typeof route === "function") return route(request, response);
    if (route === undefined) return response.writeHead(404).end("no such file");
    return response.end(route);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, asked, [Symbol.asyncDispose]: () => stop(server) };
}

/** A loopback address that refuses connections: the port of a server that was closed. */
export async function refusingBase(): Promise<string> {
  const vendor = await playVendor({});
  await vendor[Symbol.asyncDispose]();
  return vendor.base;
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
