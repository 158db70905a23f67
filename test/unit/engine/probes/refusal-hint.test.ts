import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { judgeStill, refusesWithHint } from "../../../../engine/probes/refusal-hint.ts";
import { contextOf } from "./context.ts";

interface Answer {
  status: number;
  retryAfter?: string;
  body: string;
}

let server: Server;
/** What is answered to the first request, and to all after it; null = nothing at all. */
let answers: (Answer | null)[];
let asked: { url: string | undefined; key: string | undefined; body: string }[];
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ url: request.url, key: request.headers["x-api-key"]?.toString(), body });
      if (answer == null) return void request.socket.destroy();
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

const good: Answer = { status: 503, retryAfter: "10", body: hinted };

async function look(...given: (Answer | null)[]) {
  answers = given;
  const { port } = server.address() as AddressInfo;
  const context = contextOf(() => ({ status: 404, body: "" }));
  const environment = { ...context.environment, meshUrl: `http://127.0.0.1:${port}`, identityHeader: "X-API-Key" };
  return (
    await refusesWithHint("hint", "ingest", 503, 0, { everyMs: 1, spanMs: 9 }).observe({ ...context, environment })
  )[0];
}

describe("refusesWithHint", () => {
  it("is ok with the status and a time to come back in header and body, again and again", async () => {
    const seen = await look(good);
    expect(seen).toMatchObject({ subject: "/v1/myocyte/ingest_table", ok: true, ms: expect.any(Number) });
    expect(seen?.detail).toMatch(/503, Retry-After 10, body retry_after 9.5; then 9 x 503, 0 of 9 unserved/);
  });

  it("is not where one hint was all, and what comes after it is a bare 500", async () => {
    const seen = await look(good, { status: 500, body: "Internal Server Error" });
    expect(seen).toMatchObject({ ok: false, detail: expect.stringContaining("9 of 9 unserved without a hint") });
    expect(seen?.ms).toBeUndefined();
  });

  it("asks as clients of its own that send what the load sends", async () => {
    await look(good);
    expect(asked).toHaveLength(10);
    expect(asked[0]).toMatchObject({ url: "/v1/myocyte/ingest_table", key: "run-1-hint-1" });
    expect(JSON.parse(asked[0]?.body ?? "")).toMatchObject({ target: "myocyte", intent: "ingest_table" });
    expect(new Set(asked.map(({ key }) => key)).size).toBe(10);
  });

  it("is not where nothing is answered", async () => {
    expect(await look(null)).toMatchObject({ ok: false, detail: expect.stringContaining("no answer within") });
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

  it.each<[string, Parameters<typeof judgeStill>[1], boolean]>([
    ["who is served", [{ status: 200, retryAfter: null, body: { ok: true, output: {} } }], true],
    ["a full place", [{ status: 429, retryAfter: 1, body: JSON.parse(hinted) }], true],
    ["a refusal without the header", [{ status: 503, retryAfter: null, body: JSON.parse(hinted) }], false],
    ["no answer", [{ status: 0, retryAfter: null, body: undefined }], false],
  ])("goes on to look at %s", (_what, seen, ok) => {
    expect(judgeStill({ subject: "s", ok: true, detail: "came", ms: 1 }, seen).ok).toBe(ok);
  });

  it("knows the routes that the gates know", () => {
    expect(() => refusesWithHint("hint", "nothing", 503, 0)).toThrow("no gated route");
  });
});
