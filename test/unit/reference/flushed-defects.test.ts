import { describe, expect, it } from "vitest";
import { agents } from "../../../contract/services.ts";
import { both, start } from "./helpers/defective.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { get, message, post } from "./helpers/running.ts";

const draft = message({ goal: "g" }, "id-1");
const call = (url: string) => post(`${url}/v1/osteon/draft`, draft);
const ready = (url: string) => expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
const keysOf = (redis: FakeRedis, prefix: string) => [...redis.strings.keys()].filter((key) => key.startsWith(prefix));

describe("counting-stops", () => {
  it("writes no counter any more, once the counters are gone", async () => {
    const redis = await FakeRedis.start();
    const { broken, sound } = await both("counting-stops", {
      settings: { REDIS_PORT: redis.port, RATE_LIMIT_ENABLED: true, RATE_LIMIT_WINDOW: 86_400 },
    });
    for (const { url } of [broken, sound]) {
      await ready(url);
      redis.strings.clear();
      await call(url);
      expect(keysOf(redis, "ratelimit:")).toHaveLength(1);
      redis.strings.clear();
      await call(url);
      redis.strings.clear();
      expect((await call(url)).status).toBe(200);
      expect(keysOf(redis, "ratelimit:")).toHaveLength(url === broken.url ? 0 : 1);
    }
  });
});

describe("watch-stalls", () => {
  it("writes of all agents but one how they are", async () => {
    const redis = await FakeRedis.start();
    // An agent that is away is seen to be unhealthy at once.
    const watched = { HEALTH_CHECK_ENABLED: true, HEALTH_CHECK_INTERVAL: 0.02, HEALTH_UNHEALTHY_THRESHOLD: 1 };
    await start("watch-stalls", true, { settings: { REDIS_PORT: redis.port, ...watched } });
    await expect.poll(() => keysOf(redis, "health:")).toHaveLength(agents.length - 1);
    expect(keysOf(redis, `health:${agents[0]}:`)).toEqual([]);
  });
});
