import { Registry } from "prom-client";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Reply } from "../../../contract/envelope.ts";
import { drafts } from "../../../contract/persistence.ts";
import { createResilienceMetrics } from "../../../reference/resilience/metrics.ts";
import { MongoReplies } from "../../../reference/stores/documents.ts";
import { FakeMongo } from "./helpers/fake-mongo.ts";
import { testSettings } from "./helpers/settings.ts";

const reply = (ts: number): Reply => ({
  id: "d1",
  ts,
  agent: "osteon",
  ok: true,
  output: { rows: [[1], ["two"]] },
  state_hash: "",
  api_version: "v1",
});
const entry = (ts = 1, id = "d1") => ({ id, origin: "test", subject: "goal", reply: reply(ts) });

async function open(overrides: Parameters<typeof testSettings>[0] = {}) {
  const mongo = await FakeMongo.start();
  const settings = testSettings({
    MONGO_HOST: "127.0.0.1",
    MONGO_PORT: mongo.port,
    MONGO_USER: "",
    RETRY_MAX_ATTEMPTS: 2,
    ...overrides,
  });
  const metrics = createResilienceMetrics(new Registry());
  const store = new MongoReplies(settings, drafts.collection, metrics, { findMs: 300, answerMs: 300 });
  onTestFinished(() => store.close());
  return { mongo, store };
}

describe("replies in MongoDB", () => {
  it("are kept once, as they were first given, under the names that drills look for", async () => {
    const { mongo, store } = await open();
    expect(await store.find("d1")).toBeNull();
    expect(await store.keep(entry(1))).toEqual(reply(1));
    expect(await store.keep(entry(2))).toEqual(reply(1));
    expect(await store.find("d1")).toEqual(reply(1));
    const kept = [...(mongo.collections.get("drafts")?.values() ?? [])];
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ _id: "d1", origin: "test", reply: JSON.stringify(reply(1)) });
    expect(mongo.commands).not.toContain("saslStart");
  });

  it("are prepared for as often as one likes", async () => {
    const { mongo, store } = await open();
    await store.prepare();
    await store.prepare();
    await store.ping();
    expect([...mongo.collections.keys()]).toEqual(["drafts"]);
  });

  it("are refused with a hint while the server is away, and kept again when it is back", async () => {
    const { mongo, store } = await open({ CIRCUIT_BREAKER_ENABLED: false });
    await store.keep(entry());
    await mongo.stop();
    await expect(store.ping()).rejects.toThrow();
    await expect(store.keep(entry(1, "d2"))).rejects.toMatchObject({
      reason: "retries_exhausted",
      status: 503,
      facts: { dependency: "mongodb", max_attempts: 2 },
    });
    await mongo.listen();
    await expect.poll(() => store.keep(entry(1, "d3")).catch(() => null)).toEqual(reply(1));
  });

  it("are kept once the server is there, though it was away at first", async () => {
    const { mongo, store } = await open({ RETRY_MAX_ATTEMPTS: 1, CIRCUIT_BREAKER_ENABLED: false });
    await mongo.stop();
    await expect(Promise.all([store.ping(), store.prepare()])).rejects.toThrow();
    await mongo.listen();
    await expect.poll(() => store.keep(entry()).catch(() => null)).toEqual(reply(1));
    await store.ping();
  });

  it("are refused while the server is silent", async () => {
    const { mongo, store } = await open({ RETRY_MAX_ATTEMPTS: 1 });
    await store.ping();
    mongo.silent = true;
    await expect(store.keep(entry())).rejects.toMatchObject({ reason: "retries_exhausted" });
  });

  it("pass on what the server finds wrong, at once", async () => {
    const { mongo, store } = await open({ MONGO_USER: "somebody" });
    await expect(store.keep(entry())).rejects.not.toMatchObject({ name: "Refusal" });
    expect(mongo.commands).toContain("saslStart");
  });
});
