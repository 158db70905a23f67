import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { podsServeAgain } from "../../../../engine/probes/pods-serve-again.ts";
import { contextWith } from "./pods.ts";

const message = { target: "circadian", intent: "plan_timeline", input: {} } as const;
const state = (value: number) => `circuit_breaker_state{service="circadian"} ${value}\n`;

/** Looks at a mesh of two pods whose answers and second breaker's states come one after the other. */
async function seen(statuses: readonly number[], states: readonly number[], withinMs: number) {
  let asked = 0;
  let looked = 0;
  const server = createServer((_, answer) => {
    const status = statuses[Math.min(asked, statuses.length - 1)] ?? 200;
    asked += 1;
    answer.writeHead(status).end(JSON.stringify({ ok: true, output: {} }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const context = contextWith(() => ({
    mesh: { a: state(0), b: state(states[Math.min(looked, states.length - 1)] ?? 0) },
  }));
  const list = context.api.core.listNamespacedPod.bind(context.api.core);
  context.api.core.listNamespacedPod = async (request) => {
    const found = await list(request);
    setTimeout(() => (looked += 1), 100);
    return found;
  };
  const meshUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = { ...context.environment, meshUrl, identityHeader: null };
  const [observation] = await podsServeAgain("p", message, withinMs).observe({ ...context, environment });
  return observation;
}

describe("podsServeAgain", () => {
  it("waits until every call is served and no pod's breaker is open", async () => {
    expect(await seen([503, 200], [0], 5_000)).toMatchObject({ ok: true, detail: expect.stringContaining("6 x 200") });
    expect(await seen([200], [1, 0], 5_000)).toMatchObject({ ok: true });
  });

  it("names the pod whose breaker is open still, though another serves", async () => {
    expect(await seen([200], [1], 0)).toMatchObject({ ok: false, detail: expect.stringContaining("open still: b") });
  });

  it("tells the answers where not all are served", async () => {
    expect(await seen([503, 200], [0], 0)).toMatchObject({ ok: false, detail: expect.stringContaining("1 x 503") });
  });
});
