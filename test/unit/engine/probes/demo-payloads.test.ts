import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { demoRequests } from "../../../../contract/payloads.ts";
import { demoPayloads } from "../../../../engine/probes/demo-payloads.ts";
import { contextOf } from "./context.ts";

/** What is seen of a mesh that answers like this; `ids` are those of the messages that it got. */
async function look(answer: (path: string) => { status: number; body: string }, repeats = 1) {
  const ids: string[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      ids.push((JSON.parse(text) as { id: string }).id);
      const { status, body } = answer(request.url ?? "");
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const meshUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = contextOf(() => ({ status: 200, body: "" }));
  const seen = await demoPayloads({ repeats }).observe({
    ...context,
    environment: { ...context.environment, meshUrl, identityHeader: "X-API-Key" },
  });
  return { seen, ids };
}

const sound = { status: 200, body: '{"ok":true}' };

describe("demo-payloads", () => {
  it("sends every payload as often as asked, under the same id each time", async () => {
    const { seen, ids } = await look(() => sound, 3);
    expect(seen.map(({ ok }) => ok)).toEqual(Array.from({ length: demoRequests.length * 3 }, () => true));
    expect(new Set(ids).size).toBe(demoRequests.length);
  });

  it.each([
    ["another status", { status: 422, body: '{"detail":"refused"}' }, '422: {"detail":"refused"}'],
    ["ok that is not true", { status: 200, body: '{"ok":false}' }, '200: {"ok":false}'],
    ["no reply at all", { status: 200, body: "hello" }, "200: hello"],
  ])("is not ok for %s, and quotes the answer", async (_what, answer, detail) => {
    const { seen } = await look((path) => (path.endsWith("/import_artifact") ? answer : sound));
    expect(seen.filter(({ ok }) => ok !== true)).toEqual([{ subject: "chaperone import, round 1", ok: false, detail }]);
  });

  it("is not ok where nobody answers", async () => {
    const context = contextOf(() => sound);
    const environment = { ...context.environment, meshUrl: "http://127.0.0.1:1", identityHeader: null };
    const seen = await demoPayloads({ repeats: 1 }).observe({ ...context, environment });
    expect(seen.map(({ ok }) => ok)).toEqual(demoRequests.map(() => false));
  });
});
