import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as the played mesh received it. */
export interface Received {
  path: string;
  id: string;
  origin: string;
  /** the request's number, as its id ends */
  n: number;
  headers: IncomingMessage["headers"];
}

export type Answer = (request: Received, response: ServerResponse) => void;

/** A mesh on loopback that records what it receives and answers as told. */
export async function startTarget(answer: Answer) {
  const received: Received[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { id, origin } = JSON.parse(body) as { id: string; origin: string };
      const n = Number(id.slice(id.lastIndexOf("-") + 1));
      const one = { path: request.url ?? "", id, origin, n, headers: request.headers };
      received.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers `ok: true` (or not) after a while, milliseconds. */
export function answerAfter(ms: number, response: ServerResponse, ok: unknown = true): void {
  setTimeout(() => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ id: "x", ok, output: {} }));
  }, ms);
}
