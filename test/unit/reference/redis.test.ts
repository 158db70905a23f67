import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { Registry } from "prom-client";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Reply } from "../../../contract/envelope.ts";
import { redisCounters } from "../../../reference/mesh/rate-limiter.ts";
import { createResilienceMetrics } from "../../../reference/resilience/metrics.ts";
import { redisPlanCache } from "../../../reference/stores/cached-plans.ts";
import { RedisLink } from "../../../reference/stores/redis-link.ts";
import { noteRoute, OutlineSessions } from "../../../reference/stores/sessions.ts";
import { testSettings } from "./helpers/settings.ts";

const folders = (process.env["PATH"] ?? "").split(delimiter);
const program = folders.map((folder) => join(folder, "redis-server")).find((file) => existsSync(file));
const missing = program === undefined ? " (skipped: no redis-server on PATH)" : "";

const reply = (ts: number): Reply => ({
  id: "m1",
  ts,
  agent: "osteon",
  ok: true,
  output: { text: "für alle" },
  state_hash: "",
  api_version: "v1",
});
const entry = (ts: number) => ({ id: "m1", origin: "test", subject: "s", reply: reply(ts) });

async function connect(): Promise<RedisLink> {
  const port = await freePort();
  const server = spawn(program ?? "", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
    stdio: "ignore",
  });
  onTestFinished(() => void server.kill("SIGKILL"));
  const settings = testSettings({ REDIS_PORT: port, CIRCUIT_BREAKER_ENABLED: false });
  const redis = new RedisLink(settings, createResilienceMetrics(new Registry()), () => undefined);
  redis.start();
  onTestFinished(() => redis.close());
  await expect.poll(() => redis.ping().then(() => "there", String), { timeout: 10_000 }).toBe("there");
  return redis;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

describe.skipIf(program === undefined)(`a real Redis${missing}`, () => {
  it("counts, keeps sessions and caches plans as the stand-in of the other tests does", async () => {
    const redis = await connect();
    const counters = redisCounters(redis);
    expect(await counters.count("me", 7, 60)).toEqual({ current: 1, previous: 0 });
    expect(await counters.count("me", 8, 60)).toEqual({ current: 1, previous: 1 });
    await counters.discount("me", 8);
    expect(await counters.count("me", 8, 60)).toEqual({ current: 1, previous: 1 });

    const sessions = new OutlineSessions(redis, 100);
    expect(await sessions.find("m1")).toBeNull();
    await noteRoute(redis, "m1", "osteon/outline", 100);
    expect(await sessions.keep(entry(1))).toEqual(reply(1));
    expect(await sessions.keep(entry(2))).toEqual(reply(1));
    expect(await sessions.find("m1")).toEqual(reply(1));

    const cache = redisPlanCache(redis, 100);
    expect(await cache.get("p1")).toBeNull();
    await cache.set("p1", reply(3));
    expect(await cache.get("p1")).toEqual(reply(3));
    const keys = ["session:m1", "cache:plan:p1", "ratelimit:me:8"];
    for (const key of keys) expect(await redis.run((client) => client.ttl(key)), key).toBeGreaterThan(0);
  });
});
