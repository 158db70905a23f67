import { beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../../../../engine/faults/fault.ts";
import { hung, refused, slow } from "../../../../../engine/faults/kinds/link.ts";
import { performUndo } from "../../../../../engine/faults/perform-undo.ts";
import { contextOf, json, namespace, PlayedCluster } from "../played-cluster.ts";

const redis = { name: "redis", port: 20_001 };
let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
});
const context = () => contextOf(cluster);
const seenOf = async (fault: Fault) => (await fault.effect(context())).map(({ ok }) => ok);
const isWhole = async (fault: Fault) => (await fault.restored(context())).map(({ ok }) => ok);

describe.each<[string, Fault, object]>([
  ["refused", refused(redis), { enabled: false, toxics: [] }],
  [
    "hung",
    hung(redis),
    {
      enabled: true,
      toxics: [{ name: "hung", type: "timeout", stream: "upstream", toxicity: 1, attributes: { timeout: 0 } }],
    },
  ],
])("a link that is %s", (_name, fault, state) => {
  it("touches that link alone", async () => {
    expect(await fault.targets(context())).toEqual([{ kind: "link", name: "redis" }]);
    await fault.inject(context());
    expect(cluster.proxies.get("redis")).toMatchObject(state);
    expect(cluster.proxies.get("postgres")).toMatchObject({ enabled: true, toxics: [] });
  });

  it("is seen only while it is there, and lifted by its undo", async () => {
    expect(await seenOf(fault)).toEqual([null]);
    expect(await isWhole(fault)).toEqual([true]);
    await fault.inject(context());
    expect(await seenOf(fault)).toEqual([true]);
    expect(await isWhole(fault)).toEqual([false]);
    for (const operation of await fault.undo(context())) await performUndo(operation, cluster, namespace);
    expect(await seenOf(fault)).toEqual([null]);
    expect(await isWhole(fault)).toEqual([true]);
  });
});

describe("a link that is slow", () => {
  it("delays answers by as much as asked", async () => {
    await slow(redis, 300, 50).inject(context());
    expect(cluster.proxies.get("redis")?.toxics).toMatchObject([
      { type: "latency", stream: "downstream", attributes: { latency: 300, jitter: 50 } },
    ]);
  });

  it("is seen by how long an answer takes", async () => {
    expect(await seenOf(slow(redis, 60_000, 0))).toEqual([null]);
    expect(await seenOf(slow(redis, 50, 50))).toEqual([true]);
  });
});

describe("a toxic on a disabled proxy", () => {
  it("has no effect, and is no whole link", async () => {
    const fault = hung(redis);
    await fault.inject(context());
    cluster.proxies.set("redis", { name: "redis", enabled: false, toxics: cluster.proxies.get("redis")?.toxics ?? [] });
    expect(await fault.effect(context())).toMatchObject([{ ok: null, detail: "the proxy is disabled" }]);
    expect(await isWhole(fault)).toEqual([false]);
  });
});

describe("a link whose callee is away", () => {
  it("is not whole although the proxy is", async () => {
    cluster.intervene = ({ path }) => (path.includes(":20001/") ? json(503, { m: "connection refused" }) : undefined);
    expect(await isWhole(refused(redis))).toEqual([false]);
  });
});
