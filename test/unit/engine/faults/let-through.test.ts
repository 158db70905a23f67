import { expect, it } from "vitest";
import { refused } from "../../../../engine/faults/kinds/link.ts";
import { letThrough } from "../../../../engine/faults/let-through.ts";
import { contextOf, PlayedCluster } from "./played-cluster.ts";

const redis = { name: "redis", port: 20_001 };

it("lets calls through a link that refuses, and has it refuse again", async () => {
  const cluster = new PlayedCluster();
  const context = contextOf(cluster);
  await refused(redis).inject(context);
  await letThrough(context, "redis", true);
  expect(cluster.proxies.get("redis")?.enabled).toBe(true);
  await letThrough(context, "redis", false);
  expect(cluster.proxies.get("redis")?.enabled).toBe(false);
});

it("has nothing refused once the drill ends, not even by what was under way", async () => {
  const cluster = new PlayedCluster();
  const ended = new AbortController();
  const context = { ...contextOf(cluster), signal: ended.signal };
  cluster.intervene = () => ended.abort(new Error("stopped"));
  await expect(letThrough(context, "redis", false)).rejects.toThrow("stopped");
  expect(cluster.proxies.get("redis")?.enabled).toBe(true);
  await expect(letThrough(context, "redis", false)).rejects.toThrow("stopped");
  expect(cluster.proxies.get("redis")?.enabled).toBe(true);
});
