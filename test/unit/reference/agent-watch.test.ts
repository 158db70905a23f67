import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { AgentWatch, nextHealth } from "../../../reference/mesh/agent-watch.ts";
import { createMesh } from "../../../reference/mesh/mesh.ts";
import { HttpClient } from "../../../reference/resilience/http-client.ts";
import { createResilienceMetrics } from "../../../reference/resilience/metrics.ts";
import { RedisLink } from "../../../reference/stores/redis-link.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { startFakeAgent } from "./helpers/fake-agent.ts";
import { metric, run } from "./helpers/running.ts";
import { testSettings } from "./helpers/settings.ts";

describe("mesh's watch over an agent", () => {
  const limits = { unhealthy: 3, healthy: 2 };
  const after = (looks: boolean[]) =>
    looks.reduce<ReturnType<typeof nextHealth> | undefined>(
      (before, look) => nextHealth(before, look, limits),
      undefined,
    );

  it.each([
    [[true], true],
    [[false, false], undefined],
    [[false, false, false], false],
    [[true, false, false], true],
    [[true, false, false, false], false],
    [[true, false, false, true, false, false], true],
    [[true, false, false, false, true], false],
    [[true, false, false, false, true, true], true],
  ])("after the looks %j thinks %s", (looks, expected) => {
    expect(after(looks)?.healthy).toBe(expected);
  });

  it("is told in metrics and in Redis", async () => {
    const redis = await FakeRedis.start();
    const agent = await startFakeAgent();
    const settings = testSettings({
      AGENT_OSTEON_URL: agent.url,
      REDIS_PORT: redis.port,
      HEALTH_CHECK_ENABLED: true,
      HEALTH_CHECK_INTERVAL: 0.02,
      HEALTH_UNHEALTHY_THRESHOLD: 1,
    });
    const mesh = await run(createMesh({ settings, defect: undefined, exit: () => undefined }));
    const status = (name: string) => metric(mesh, `distributed_health_status{service="${name}"}`);
    await expect.poll(() => status("osteon")).toBe(1);
    await expect.poll(() => status("synapse")).toBe(0);
    await expect.poll(() => redis.strings.get("health:osteon:status")).toBe("1");
    agent.behave(async () => ({ status: 500, body: {} }));
    await expect.poll(() => status("osteon")).toBe(0);
    expect(await metric(mesh, 'distributed_health_check_total{service="osteon",status="failure"}')).toBeGreaterThan(0);
    expect(await metric(mesh, 'distributed_health_check_total{service="synapse",status="error"}')).toBeGreaterThan(0);
  });

  it("is as frequent as ever towards the others while one agent hangs", async () => {
    const agent = await startFakeAgent(() => new Promise(() => undefined));
    const settings = testSettings({
      AGENT_OSTEON_URL: agent.url,
      HEALTH_CHECK_ENABLED: true,
      HEALTH_CHECK_INTERVAL: 0.01,
      SERVICE_TIMEOUT_HEALTH: 60,
    });
    const mesh = await run(createMesh({ settings, defect: undefined, exit: () => undefined }));
    const errors = (name: string) => metric(mesh, `distributed_health_check_total{service="${name}",status="error"}`);
    await expect.poll(() => errors("synapse")).toBeGreaterThan(3);
    expect(await errors("osteon")).toBeUndefined();
  });

  it("ends when it is told to", async () => {
    const settings = testSettings({ HEALTH_CHECK_ENABLED: true, HEALTH_CHECK_INTERVAL: 3_600 });
    const registry = new Registry();
    const redis = new RedisLink(settings, createResilienceMetrics(registry), () => undefined);
    const stopped = new AbortController();
    const running = new AgentWatch(settings, new HttpClient(), redis, registry).run(["osteon"], stopped.signal);
    stopped.abort();
    await expect(running).resolves.toBeUndefined();
  });
});
