import { beforeEach, describe, expect, it } from "vitest";
import { keysFlushed } from "../../../../../engine/faults/kinds/keys-flushed.ts";
import type { ProbeContext } from "../../../../../engine/probes/probe.ts";
import { FakeRedis } from "../../../reference/helpers/fake-redis.ts";
import { contextOf, PlayedCluster } from "../played-cluster.ts";

let redis: FakeRedis;
let context: ProbeContext;
beforeEach(async () => {
  redis = await FakeRedis.start();
  redis.strings.set("ratelimit:a", "3").set("other:b", "1");
  redis.hashes.set("session:c", new Map([["title", "t"]]));
  const cluster = new PlayedCluster();
  cluster.withPort = async (_namespace, _service, _port, body) => body(redis.port);
  const { environment, ...rest } = contextOf(cluster);
  context = { ...rest, environment: { ...environment, redis: { service: "redis", port: 6379 } } };
});

const flush = () => keysFlushed(["ratelimit:", "session:"]);

describe("flushed keys", () => {
  it("are data of Redis, which nothing brings back", async () => {
    expect(await flush().targets(context)).toEqual([{ kind: "data", name: "redis" }]);
    expect(await flush().undo(context)).toEqual([]);
    expect(flush().summary).toContain("ratelimit:*, session:* of Redis are deleted; this cannot be undone");
  });

  it("are gone, those of other prefixes are not, and the drill leaves none of its own", async () => {
    const fault = flush();
    await fault.inject(context);
    expect([...redis.strings.keys()]).toEqual(["other:b"]);
    expect([...redis.hashes.keys()]).toEqual([]);
    expect(await fault.effect(context)).toMatchObject([
      { ok: true, detail: "2 keys and 2 of the drill's own are gone" },
    ]);
    expect(await fault.restored(context)).toMatchObject([{ ok: true }]);
  });

  it("are seen to have gone although others are back", async () => {
    const fault = flush();
    await fault.inject(context);
    redis.strings.set("ratelimit:a", "1");
    expect(await fault.effect(context)).toMatchObject([{ ok: true }]);
  });

  it("show nothing where the target had none", async () => {
    redis.strings.delete("ratelimit:a");
    redis.strings.set("ratelimit:drill-read-1", "1");
    redis.hashes.clear();
    const fault = flush();
    await fault.inject(context);
    expect(await fault.effect(context)).toMatchObject([{ ok: null, detail: "the target had no such key" }]);
  });

  it("are not seen before anything was flushed, nor where the drill's own keys stay", async () => {
    const fault = flush();
    expect(await fault.effect(context)).toMatchObject([{ ok: null }]);
    await fault.inject(context);
    redis.strings.set("session:drill-canary-chaos-1-run", "1");
    expect(await fault.effect(context)).toMatchObject([{ ok: null, detail: "the drill's own keys are there" }]);
  });

  it("include keys of the drill's own, which end by themselves where they are not deleted", async () => {
    await flush().inject(context);
    expect(redis.ttls.get("ratelimit:drill-canary-chaos-1-run")).toBe(600);
  });
});
