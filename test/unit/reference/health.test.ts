import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { healthCheckResponse } from "../../../contract/health.ts";
import { createAgent } from "../../../reference/agents/agent.ts";
import { createStub } from "../../../reference/llm/stub.ts";
import { registerDrain } from "../../../reference/server/drain.ts";
import { type Dependency, registerHealth } from "../../../reference/server/health.ts";
import { MemoryStore, opens } from "./helpers/memory-store.ts";
import { get, listen, run } from "./helpers/running.ts";
import { testSettings } from "./helpers/settings.ts";

const well: Dependency = { name: "well", required: true, check: async () => undefined };
const ill = (required: boolean): Dependency => ({
  name: "ill",
  required,
  check: async () => {
    throw new Error("connection refused");
  },
});
const hung: Dependency = { name: "hung", required: true, check: () => new Promise(() => undefined) };

/** A server with these dependencies, and a clock that the test moves. */
async function serverWith(dependencies: Dependency[], gracePeriodMs = 0) {
  const app = Fastify({ forceCloseConnections: true });
  const clock = { ms: 0 };
  const drain = registerDrain(app);
  registerHealth(app, {
    service: "osteon",
    dependencies,
    checkTimeoutMs: 20,
    gracePeriodMs,
    drain,
    now: () => clock.ms,
  });
  return { url: await listen(app), clock, drain };
}

describe("/health and /ready", () => {
  it("are green where all dependencies answer", async () => {
    const { url } = await serverWith([well]);
    for (const path of ["/health", "/ready"]) {
      const answer = await get(url + path);
      expect(answer.status).toBe(200);
      expect(healthCheckResponse.parse(answer.body)).toMatchObject({ status: "healthy", service: "osteon" });
    }
  });

  it("say what is wrong: /health behind a 200, /ready behind a 503", async () => {
    const { url } = await serverWith([well, ill(true), hung]);
    const health = await get(`${url}/health`);
    expect(health).toMatchObject({ status: 200, body: { status: "degraded" } });
    expect(health.body.checks.map((check: { status: string }) => check.status)).toEqual([
      "healthy",
      "unhealthy",
      "unhealthy",
    ]);
    expect(health.body.checks[1].message).toBe("connection refused");
    expect(await get(`${url}/ready`)).toMatchObject({ status: 503, body: { status: "unhealthy" } });
  });

  it("differ where a dependency is not needed", async () => {
    const { url } = await serverWith([well, ill(false)]);
    expect((await get(`${url}/health`)).body.status).toBe("degraded");
    expect(await get(`${url}/ready`)).toMatchObject({ status: 200, body: { status: "healthy" } });
  });

  it("differ during the grace period, and when the service is told to end", async () => {
    const { url, clock, drain } = await serverWith([well], 30_000);
    clock.ms = 29_999;
    expect((await get(`${url}/ready`)).status).toBe(503);
    expect((await get(`${url}/health`)).body).toMatchObject({ status: "healthy", uptime_seconds: 29.999 });
    clock.ms = 30_000;
    expect((await get(`${url}/ready`)).status).toBe(200);
    drain.start();
    expect((await get(`${url}/ready`)).status).toBe(503);
    expect((await get(`${url}/health`)).status).toBe(200);
  });
});

describe("an agent", () => {
  it("is not ready until its store was there to be prepared", async () => {
    const store = new MemoryStore();
    store.away = true;
    const llm = await listen(createStub({ latencyMs: 0, errorRatio: 0, maxConcurrent: 0 }));
    const settings = testSettings({ OLLAMA_BASE_URL: llm });
    const url = await run(
      createAgent("myocyte", { settings, meshUrl: llm, defect: undefined, exit: () => undefined, open: opens(store) }),
    );
    expect(await get(`${url}/ready`)).toMatchObject({ status: 503, body: { checks: { length: 2 } } });
    store.away = false;
    await expect.poll(async () => (await get(`${url}/ready`)).status, { timeout: 10_000 }).toBe(200);
    expect(store.prepared).toBe(1);
  });

  it("is not ready without its model", async () => {
    const settings = testSettings();
    const options = { settings, meshUrl: settings.OLLAMA_BASE_URL, defect: undefined, exit: () => undefined };
    const url = await run(createAgent("synapse", options));
    expect(await get(`${url}/ready`)).toMatchObject({ status: 503, body: { checks: [{ name: "llm" }] } });
  });
});
