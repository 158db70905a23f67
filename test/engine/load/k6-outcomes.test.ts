import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openPlan } from "../../unit/engine/load/some-plans.ts";
import { countBy, k6, loadOf } from "./load-of.ts";
import { answerAfter, startTarget } from "./target.ts";

let target: Awaited<ReturnType<typeof startTarget>> | undefined;
afterEach(() => target?.stop());

describe.skipIf(k6 === "")("outcomes of a real k6 (DRILL_K6 names it; skipped where it is not set)", () => {
  test("tell apart every way in which an answer can be wrong or missing", async () => {
    const ways = [
      "ok",
      "not-ok: false",
      "not-ok: text",
      "not-ok: no body",
      "not-ok: true as text",
      "status-503",
      "status-302",
      "timeout: no answer",
      "timeout: half an answer",
      "connection: closed",
      "connection: cut off",
    ];
    target = await startTarget(({ n }, response) => {
      switch (ways[n % ways.length]) {
        case "not-ok: false":
          return answerAfter(1, response, false);
        case "not-ok: text":
          return void response.end("Internal Server Error");
        case "not-ok: no body":
          return void response.end();
        case "not-ok: true as text":
          return answerAfter(1, response, "true");
        case "status-503":
          return void response.writeHead(503).end('{"ok":true}');
        case "status-302":
          return void response.writeHead(302, { Location: "/elsewhere" }).end('{"ok":true}');
        case "timeout: no answer":
          return;
        case "timeout: half an answer":
          return void response.write('{"ok":');
        case "connection: closed":
          return void response.socket?.destroy();
        case "connection: cut off":
          response.writeHead(200, { "Content-Length": "100" });
          return void response.write('{"ok":', () => response.socket?.destroy());
        default:
          return answerAfter(1, response);
      }
    });
    const plan = openPlan({ ratePerSecond: 55, durationMs: 2_000, requestTimeoutMs: 300, preAllocatedVUs: 40 });
    const { samples, result } = await loadOf(plan, target.url);

    expect(samples.length).toBeGreaterThan(ways.length);
    for (const { n, outcome } of samples)
      expect(`${n}: ${outcome}`).toBe(`${n}: ${ways[n % ways.length]!.split(":")[0]}`);
    expect(result.log.count).toBe(0);
    const timeouts = samples.filter(({ outcome }) => outcome === "timeout");
    for (const { durationMs } of timeouts) expect(durationMs).toBeGreaterThan(200);
  });

  test("are connection where nobody listens", async () => {
    const { samples, result } = await loadOf(openPlan({ durationMs: 1_500 }), `http://127.0.0.1:${await closedPort()}`);
    expect(countBy(samples, ({ outcome }) => outcome)).toEqual({ connection: samples.length });
    expect(samples.length).toBe(result.report!.started);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
