import { describe, expect, it } from "vitest";
import { refusalBody } from "../../../contract/refusals.ts";
import { internalHeader } from "../../../reference/internal-call.ts";
import { createMesh } from "../../../reference/mesh/mesh.ts";
import { RateLimiter } from "../../../reference/mesh/rate-limiter.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { startFakeAgent } from "./helpers/fake-agent.ts";
import { type Answer, get, message, post, run } from "./helpers/running.ts";
import { testSettings } from "./helpers/settings.ts";

const draft = message({ goal: "g" });

/** A mesh that counts in this Redis, the lines that it logs, and a way to call it. */
async function limitedMesh(redisPort: number, overrides: Parameters<typeof testSettings>[0] = {}) {
  const agent = await startFakeAgent();
  const settings = testSettings({
    AGENT_OSTEON_URL: agent.url,
    REDIS_PORT: redisPort,
    RATE_LIMIT_ENABLED: true,
    RATE_LIMIT_REQUESTS: 3,
    LOG_LEVEL: "warning",
    ...overrides,
  });
  const lines: { level: string; message: string }[] = [];
  const logStream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const url = await run(createMesh({ settings, defect: undefined, exit: () => undefined, logStream }));
  const call = (headers: Record<string, string> = {}) => post(`${url}/v1/osteon/draft`, draft, headers);
  return { url, call, lines, agent };
}

async function statuses(count: number, call: () => Promise<Answer>): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < count; n += 1) seen.push((await call()).status);
  return seen;
}

/** Waits until mesh and Redis know each other. */
async function connected(url: string): Promise<void> {
  await expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
}

describe("rate limiting at mesh", () => {
  it("throttles each identity on its own, and tells so apart from saturation", async () => {
    const redis = await FakeRedis.start();
    const { url, call, agent } = await limitedMesh(redis.port);
    await connected(url);
    expect(await statuses(4, () => call({ "x-api-key": "a" }))).toEqual([200, 200, 200, 429]);
    expect(await statuses(3, () => call({ "x-api-key": "b" }))).toEqual([200, 200, 200]);
    expect(await statuses(4, () => call())).toEqual([200, 200, 200, 429]);
    expect(agent.requests).toHaveLength(9);
    const throttled = await call({ "x-api-key": "a" });
    const { detail } = refusalBody.parse(throttled.body);
    expect(detail).toMatchObject({ error: "rate_limit_exceeded", limit: 3, window: 60 });
    expect(throttled.headers.get("retry-after")).toBe(String(detail.retry_after));
    expect(detail.retry_after).toBeLessThanOrEqual(60);
    const keys = [...redis.strings.keys()].map((key) => key.replace(/\d+$/, "N"));
    expect(keys).toEqual(expect.arrayContaining(["ratelimit:a:N", "ratelimit:b:N", "ratelimit:anonymous:127.0.0.1:N"]));
    const ttls = [...redis.strings.keys()]
      .filter((key) => key.startsWith("ratelimit:"))
      .map((key) => redis.ttls.get(key));
    expect(new Set(ttls)).toEqual(new Set([120]));
  });

  it("does not count again what an agent asks for", async () => {
    const redis = await FakeRedis.start();
    const { url, call } = await limitedMesh(redis.port, { JWT_SECRET_KEY: "shared" });
    await connected(url);
    expect(await statuses(5, () => call(internalHeader("shared")))).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(4, () => call(internalHeader("guessed")))).toEqual([200, 200, 200, 429]);
  });

  it("lets all pass while Redis refuses connections, and warns once", async () => {
    const { url, call, lines } = await limitedMesh(1);
    expect(await statuses(6, call)).toEqual(Array(6).fill(200));
    expect(lines.filter((line) => line.message.startsWith("rate limiting is off"))).toHaveLength(1);
    expect((await get(`${url}/health`)).body).toMatchObject({
      status: "degraded",
      checks: [{ name: "redis", status: "unhealthy" }],
    });
    expect((await get(`${url}/ready`)).status).toBe(200);
  });

  it("lets all pass while Redis is silent, and limits again when it speaks", async () => {
    const redis = await FakeRedis.start();
    const { url, call, lines } = await limitedMesh(redis.port, { CIRCUIT_BREAKER_ENABLED: false });
    await connected(url);
    redis.silent = true;
    expect(await statuses(4, () => call({ "x-api-key": "late" }))).toEqual([200, 200, 200, 200]);
    expect(lines.filter((line) => line.message.startsWith("rate limiting is off"))).toHaveLength(1);
    await redis.stop();
    redis.silent = false;
    await redis.listen();
    await connected(url);
    expect(await statuses(4, () => call({ "x-api-key": "later" }))).toEqual([200, 200, 200, 429]);
  });

  it("makes no more requests wait for a silent Redis than it takes to see that it is silent", async () => {
    const redis = await FakeRedis.start();
    const settings = { CIRCUIT_BREAKER_FAILURE_THRESHOLD: 2, SESSION_ENABLED: false };
    const { url, call } = await limitedMesh(redis.port, settings);
    await connected(url);
    redis.silent = true;
    expect(await statuses(8, call)).toEqual(Array(8).fill(200));
    expect(redis.commands.filter((name) => name === "INCR")).toHaveLength(2);
  });

  it("can be switched off", async () => {
    const redis = await FakeRedis.start();
    const { url, call } = await limitedMesh(redis.port, { RATE_LIMIT_ENABLED: false });
    await connected(url);
    expect(await statuses(5, call)).toEqual(Array(5).fill(200));
  });
});

describe("the window", () => {
  /** A limiter over counters in memory, at a time that the test sets. */
  function limiter(strategy: string) {
    const counts = new Map<string, number>();
    const clock = { seconds: 0 };
    const counters = {
      count: async (identity: string, window: number) => {
        const key = `${identity}:${window}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return { current: counts.get(key) ?? 0, previous: counts.get(`${identity}:${window - 1}`) ?? 0 };
      },
      discount: async (identity: string, window: number) => {
        const key = `${identity}:${window}`;
        counts.set(key, (counts.get(key) ?? 0) - 1);
      },
    };
    const settings = testSettings({
      RATE_LIMIT_ENABLED: true,
      RATE_LIMIT_REQUESTS: 10,
      RATE_LIMIT_WINDOW: 60,
      RATE_LIMIT_STRATEGY: strategy,
    });
    const limits = new RateLimiter(
      settings,
      counters,
      () => undefined,
      () => clock.seconds * 1_000,
    );
    const admitted = async (tries: number) => {
      let count = 0;
      for (let n = 0; n < tries; n += 1) {
        await limits.admit({ name: "me", known: true }).then(
          () => (count += 1),
          () => undefined,
        );
      }
      return count;
    };
    return { clock, admitted };
  }

  it("slides: what was used in the last window fades out of this one", async () => {
    const { clock, admitted } = limiter("sliding_window");
    expect(await admitted(25)).toBe(10);
    clock.seconds = 60;
    expect(await admitted(1)).toBe(0);
    clock.seconds = 90;
    expect(await admitted(25)).toBe(5);
    clock.seconds = 180;
    expect(await admitted(25)).toBe(10);
  });

  it("is fixed where the settings say so", async () => {
    const { clock, admitted } = limiter("fixed_window");
    expect(await admitted(25)).toBe(10);
    clock.seconds = 60;
    expect(await admitted(25)).toBe(10);
  });
});
