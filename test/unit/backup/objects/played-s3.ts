import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { S3Connection } from "../../../../backup/objects/s3-connection.ts";

/** A request as it came. */
export interface Asked {
  method: string;
  /** decoded */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** An S3 server on loopback that answers as a test says. */
export interface PlayedS3 extends AsyncDisposable {
  connection: S3Connection;
  /** in order */
  asked: Asked[];
  /** sockets that are open */
  sockets: () => number;
}

export const credentials = { accessKeyId: "AKIDPLAYEDBYTEST", secretAccessKey: "secret-played-by-test" };

/** @param answer to each request; `earlier` counts those before it */
export async function playS3(
  answer: (asked: Asked, response: ServerResponse, earlier: number) => unknown,
): Promise<PlayedS3> {
  const asked: Asked[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "", "http://played");
    const { method = "", headers } = request;
    const each = { method, headers, path: decodeURIComponent(url.pathname), query: url.searchParams };
    const whole = { ...each, body: await buffer(request) };
    asked.push(whole);
    answer(whole, response, asked.length - 1);
  };
  const server = createServer((request, response) => {
    // A client that breaks off is part of the play.
    serve(request, response).catch(() => response.destroy());
  });
  let sockets = 0;
  server.on("connection", (socket) => {
    sockets += 1;
    socket.once("close", () => (sockets -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    connection: { endpoint, region: "us-east-1", credentials, attempts: 3 },
    asked,
    sockets: () => sockets,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with a document. */
export function xml(response: ServerResponse, status: number, document: string): void {
  response.writeHead(status, { "content-type": "application/xml" }).end(`<?xml version="1.0"?>${document}`);
}

/** Answers with an error of S3's. */
export const refuse = (response: ServerResponse, status: number, code: string, message = "played"): void =>
  xml(response, status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);

/** Answers a GET, with a range or without one. @param cutAfter bytes of the answer after which the connection ends */
export function serveBytes(asked: Asked, response: ServerResponse, bytes: Buffer, cutAfter?: number): void {
  const from = Number(/^bytes=(\d+)-$/.exec(asked.headers.range ?? "")?.[1] ?? 0);
  const range = { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  const rest = bytes.subarray(from);
  const headers = { etag: '"v1"', "content-length": rest.length };
  if (asked.headers.range === undefined) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, ...range });
  if (cutAfter === undefined) response.end(rest);
  else if (cutAfter === 0) endAfterHeaders(response);
  else response.write(rest.subarray(0, cutAfter), () => response.destroy());
}

function endAfterHeaders(response: ServerResponse): void {
  response.flushHeaders();
  response.socket?.end();
}
