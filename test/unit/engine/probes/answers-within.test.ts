import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { answersWithin } from "../../../../engine/probes/answers-within.ts";
import { contextOf } from "./context.ts";

const message = { target: "circadian", intent: "plan_timeline", input: {} } as const;

/** Asks a mesh that does this with each request, twice. */
async function ask(mesh: RequestListener, timeoutMs?: number) {
  const server = createServer(mesh);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const context = contextOf(() => ({ status: 404, body: "" }));
  const meshUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = { ...context.environment, meshUrl, identityHeader: null };
  const pace = { everyMs: 1, spanMs: 2, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const [seen] = await answersWithin("p", message, 60_000, pace).observe({ ...context, environment });
  return seen;
}

it("tells when the last answer came, whatever its status", async () => {
  const seen = await ask((_, answer) => answer.writeHead(503).end());
  expect(seen).toMatchObject({ ok: true, detail: expect.stringMatching(/503.*the last answered after \d+\.\d s/) });
});

it("waits as long as it is told to, and takes no answer for later than any", async () => {
  const seen = await ask(() => undefined, 5);
  expect(seen).toMatchObject({ ok: false, detail: expect.stringMatching(/no answer within 0\.\d s/) });
});
