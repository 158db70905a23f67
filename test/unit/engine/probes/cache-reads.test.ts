import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { whileReading } from "../../../../engine/probes/cache-reads.ts";
import { FakeRedis } from "../../reference/helpers/fake-redis.ts";
import { contextOf, PlayedCluster } from "../faults/played-cluster.ts";

const reads = { prefix: "cache:", perSecond: 100 };
const seen = [{ subject: "s", ok: true, detail: "d" }];

const reading = (redis: FakeRedis) => redis.commands.filter((name) => name === "MGET").length;

/** What comes of a probe while keys are read; where nothing else is said it waits for the second round of them. */
function observed(
  redis: FakeRedis,
  primed: boolean,
  meanwhile = () => expect.poll(() => reading(redis)).toBeGreaterThan(1),
) {
  const cluster = new PlayedCluster();
  cluster.withPort = async (_namespace, _service, _port, body) => body(redis.port);
  const { environment, ...rest } = contextOf(cluster);
  const context = { ...rest, environment: { ...environment, redis: { service: "redis", port: 6379 } } };
  const observe = () => meanwhile().then(() => seen);
  return whileReading({ name: "p", observe }, { ...reads, primed }).observe(context);
}

it("reads keys of the drill's own for as long as the probe observes", async () => {
  const redis = await FakeRedis.start();
  expect(await observed(redis, true)).toEqual(seen);
  expect(redis.strings.size).toBe(10);
  expect(redis.ttls.get("cache:drill-read-chaos-1-run-0")).toBe(600);
});

it("writes none where they are to be missed", async () => {
  const redis = await FakeRedis.start();
  await observed(redis, false);
  expect(redis.strings.size).toBe(0);
});

it("observes nothing where they cannot be read", async () => {
  const redis = await FakeRedis.start();
  const gone = async () => {
    await redis.stop();
    await sleep(500);
  };
  await expect(observed(redis, false, gone)).rejects.toThrow();
});
