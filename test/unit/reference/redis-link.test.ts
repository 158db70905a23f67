import { Registry } from "prom-client";
import { expect, it, onTestFinished, vi } from "vitest";
import { createResilienceMetrics } from "../../../reference/resilience/metrics.ts";
import { RedisLink } from "../../../reference/stores/redis-link.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { testSettings } from "./helpers/settings.ts";

async function linked() {
  const redis = await FakeRedis.start();
  const settings = testSettings({ REDIS_HOST: "127.0.0.1", REDIS_PORT: redis.port, CIRCUIT_BREAKER_ENABLED: false });
  const warn = vi.fn();
  const link = new RedisLink(settings, createResilienceMetrics(new Registry()), warn, {
    pingEveryMs: 20,
    silenceMs: 60,
  });
  link.start();
  onTestFinished(() => link.close());
  await expect.poll(() => link.ping().then(() => "there", String)).toBe("there");
  return { redis, link, warn };
}

it("gives up a connection on which nothing comes back, and makes another", async () => {
  const { redis, link, warn } = await linked();
  expect(redis.connections).toBe(1);
  redis.silent = true;
  await expect.poll(() => warn.mock.calls.flat()).toContain("redis is away: no answer within 60 ms");
  redis.silent = false;
  await expect.poll(() => link.ping().then(() => "there", String)).toBe("there");
  expect(redis.connections).toBeGreaterThan(1);
});

it("keeps a connection that answers", async () => {
  const { redis, warn } = await linked();
  await expect.poll(() => redis.commands.length).toBeGreaterThan(5);
  expect(redis.connections).toBe(1);
  expect(warn).not.toHaveBeenCalled();
});
