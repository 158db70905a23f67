import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refusesWithHint } from "../../../../engine/probes/refusal-hint.ts";
import { contextOf } from "./context.ts";

interface Answer {
  status: number;
  retryAfter?: string;
  body: string;
}

let server: Server;
let answer: Answer;
let asked: { url: string | undefined; key: string | undefined; body: string };
beforeEach(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked = { url: request.url, key: request.headers["x-api-key"]?.toString(), body };
      const { status, retryAfter } = answer;
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const hinted = JSON.stringify({ detail: { error: "open", retry_after: 9.5 } });

async function look(given: Answer) {
  answer = given;
  const { port } = server.address() as AddressInfo;
  const context = contextOf(() => ({ status: 404, body: "" }));
  const environment = { ...context.environment, meshUrl: `http://127.0.0.1:${port}`, identityHeader: "X-API-Key" };
  return (await refusesWithHint("hint", "ingest", 503, 0).observe({ ...context, environment }))[0];
}

describe("refusesWithHint", () => {
  it("is ok with the status and a time to come back in header and body", async () => {
    expect(await look({ status: 503, retryAfter: "10", body: hinted })).toMatchObject({
      subject: "/v1/myocyte/ingest_table",
      ok: true,
    });
  });

  it("asks as a client of its own that sends what the load sends", async () => {
    await look({ status: 503, retryAfter: "10", body: hinted });
    expect(asked).toMatchObject({ url: "/v1/myocyte/ingest_table", key: "run-1-hint" });
    expect(JSON.parse(asked.body)).toMatchObject({ target: "myocyte", intent: "ingest_table", id: "run-1-hint-1" });
  });

  it.each<[string, Answer]>([
    ["another status", { status: 500, retryAfter: "10", body: hinted }],
    ["no header", { status: 503, body: hinted }],
    ["a header without a number", { status: 503, retryAfter: "soon", body: hinted }],
    ["a header of zero", { status: 503, retryAfter: "0", body: hinted }],
    ["no hint in the body", { status: 503, retryAfter: "10", body: '{"detail":"away"}' }],
    ["a body that is no JSON", { status: 503, retryAfter: "10", body: "away" }],
  ])("is not with %s, and says what there was", async (_what, given) => {
    expect(await look(given)).toMatchObject({ ok: false, detail: expect.stringContaining(String(given.status)) });
  });

  it("knows the routes that the gates know", () => {
    expect(() => refusesWithHint("hint", "nothing", 503, 0)).toThrow("no gated route");
  });
});
