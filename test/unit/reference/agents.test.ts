import { describe, expect, it } from "vitest";
import { reply } from "../../../contract/envelope.ts";
import { demoRequests, gatedLoads } from "../../../contract/payloads.ts";
import { type AgentName, agents, meshPath } from "../../../contract/services.ts";
import { agentUrlVariable } from "../../../contract/settings.ts";
import { createAgent } from "../../../reference/agents/agent.ts";
import { createStub } from "../../../reference/llm/stub.ts";
import { createMesh } from "../../../reference/mesh/mesh.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { MemoryStore, opens } from "./helpers/memory-store.ts";
import { get, listen, message, metric, post, run } from "./helpers/running.ts";
import { testSettings } from "./helpers/settings.ts";

const stub = (knobs: Partial<Parameters<typeof createStub>[0]> = {}) =>
  listen(createStub({ latencyMs: 0, errorRatio: 0, maxConcurrent: 0, ...knobs }));

type Overrides = Parameters<typeof testSettings>[0];

/** One agent with a stub for a model and a store in memory. */
async function startAgent(agent: AgentName, overrides: Overrides = {}, meshUrl = "http://127.0.0.1:1") {
  const store = new MemoryStore();
  const settings = testSettings({ OLLAMA_BASE_URL: await stub(), ...overrides });
  const url = await run(
    createAgent(agent, { settings, meshUrl, defect: undefined, exit: () => undefined, open: opens(store) }),
  );
  return { url, store };
}

/** Mesh and all agents. Nucleus must know a mesh when it starts, so it is given one that knows the others. */
async function startAll() {
  const urls: Record<string, string> = {};
  const mesh = () => run(createMesh({ settings: testSettings(urls), defect: undefined, exit: () => undefined }));
  for (const agent of agents.filter((each) => each !== "nucleus")) {
    urls[agentUrlVariable(agent)] = (await startAgent(agent)).url;
  }
  urls[agentUrlVariable("nucleus")] = (await startAgent("nucleus", {}, await mesh())).url;
  return mesh();
}

describe("all agents behind mesh", () => {
  it("answer every demo request and every gated load with ok", async () => {
    const mesh = await startAll();
    for (const { path, payload } of demoRequests) {
      const answer = await post(mesh + path, payload);
      expect(answer.status, path).toBe(200);
      expect(reply.parse(answer.body).ok, path).toBe(true);
    }
    for (const { path, target, intent, input } of gatedLoads) {
      const answer = await post(mesh + path, { origin: "load", target, intent, input });
      expect([path, answer.status, answer.body.ok]).toEqual([path, 200, true]);
      expect(path).toBe(meshPath(target, intent));
    }
  });

  it("work at the same request where nucleus routes it to them, and say who could not", async () => {
    const mesh = await startAll();
    const all = await post(`${mesh}/v1/nucleus/route`, message({ request: "go" }, "r1"));
    expect(all.body).toMatchObject({ ok: true, output: { results: { osteon: { ok: true, status: 200 } } } });
    expect(Object.keys(all.body.output.results).sort()).toEqual(["circadian", "osteon", "synapse"]);
    const lonely = await startAgent("nucleus");
    const none = await post(`${lonely.url}/v1/route`, message({ request: "go", available_agents: ["osteon"] }));
    expect(none.body).toMatchObject({ ok: false, output: { results: { osteon: { ok: false, status: 0 } } } });
  });
});

describe("a message that is repeated", () => {
  it.each([
    ["nucleus", "plan", { goal: "g" }],
    ["osteon", "draft", { goal: "g" }],
    ["myocyte", "ingest_table", { raw_data: "a\n1" }],
    ["chaperone", "import_artifact", { content: "c" }],
  ] as const)("is answered by %s %s as the first time, and kept once", async (agent, endpoint, input) => {
    const { url, store } = await startAgent(agent);
    const first = await post(`${url}/v1/${endpoint}`, message(input, "same"));
    const second = await post(`${url}/v1/${endpoint}`, message({ ...input }, "same"));
    expect(first.body.ok).toBe(true);
    expect(second.body).toEqual(first.body);
    expect([...store.kept.keys()]).toEqual(["same"]);
  });

  it("is answered from the session by osteon's outline", async () => {
    const redis = await FakeRedis.start();
    const { url } = await startAgent("osteon", { REDIS_PORT: redis.port });
    await expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
    const first = await post(`${url}/v1/outline`, message({ goal: "g" }, "o1"));
    const second = await post(`${url}/v1/outline`, message({ goal: "g" }, "o1"));
    expect(second.body).toEqual(first.body);
    expect(JSON.parse(redis.hashes.get("session:o1")?.get("outline") ?? "null")).toEqual(first.body);
    expect(redis.ttls.get("session:o1")).toBe(3_600);
  });
});

describe("input", () => {
  it("that is wrong is answered with 200 and ok false, and nothing is kept", async () => {
    const { url, store } = await startAgent("osteon");
    const answer = await post(`${url}/v1/draft`, message({ goal: "g", surprise: 1 }));
    expect(answer).toMatchObject({ status: 200, body: { ok: false, output: { error: "ValidationError" } } });
    expect(store.kept.size).toBe(0);
  });

  it("without an envelope is answered with 422, at the deprecated path too", async () => {
    const { url } = await startAgent("synapse");
    expect((await post(`${url}/storyboard`, { topic: "t" })).status).toBe(422);
    expect((await post(`${url}/storyboard`, message({ topic: "t" }))).body.ok).toBe(true);
  });
});

describe("while the store is away", () => {
  it.each([
    ["nucleus", "plan", { goal: "g" }],
    ["osteon", "draft", { goal: "g" }],
    ["myocyte", "ingest_table", { raw_data: "a" }],
  ] as const)("%s refuses to %s with a hint", async (agent, endpoint, input) => {
    const { url, store } = await startAgent(agent);
    store.away = true;
    const answer = await post(`${url}/v1/${endpoint}`, message(input));
    expect(answer).toMatchObject({ status: 503, body: { detail: { error: "retries_exhausted" } } });
    expect(answer.headers.get("retry-after")).toBe("7");
    store.away = false;
    expect((await post(`${url}/v1/${endpoint}`, message(input))).body.ok).toBe(true);
  });

  it("exports go without what is stored, and say so", async () => {
    const { url, store } = await startAgent("osteon");
    await post(`${url}/v1/draft`, message({ goal: "g" }, "d1"));
    const wanted = message({ title: "t", metadata: { draft_ids: ["d1"] } });
    expect((await post(`${url}/v1/export`, wanted)).body.output).toMatchObject({
      degraded: false,
      drafts: { length: 1 },
    });
    store.away = true;
    expect((await post(`${url}/v1/export`, wanted)).body).toMatchObject({
      ok: true,
      output: { degraded: true, drafts: { length: 0 } },
    });
  });

  it("reviews read plans from the cache, and say so; what is not cached is refused", async () => {
    const redis = await FakeRedis.start();
    const { url, store } = await startAgent("nucleus", { REDIS_PORT: redis.port });
    await expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
    const review = (id: string) => post(`${url}/v1/review`, message({ content: { plan_id: id } }));
    await post(`${url}/v1/plan`, message({ goal: "g" }, "p1"));
    expect((await review("p1")).body.output).toMatchObject({ cached: false, plan: { goal: "g" } });
    expect((await review("p2")).body).toMatchObject({ ok: false, output: { error: "PlanNotFound" } });
    store.away = true;
    expect((await review("p1")).body.output).toMatchObject({ cached: true, plan: { goal: "g" } });
    expect((await review("p2")).status).toBe(503);
  });
});

describe("the model", () => {
  it("that fails now and then is asked again; one that fails always is refused with a hint", async () => {
    const attempts = 3;
    const { url } = await startAgent("synapse", {
      OLLAMA_BASE_URL: await stub({ errorRatio: 1 }),
      RETRY_MAX_ATTEMPTS: attempts,
    });
    const answer = await post(`${url}/v1/storyboard`, message({ topic: "t" }));
    expect(answer).toMatchObject({
      status: 503,
      body: { detail: { dependency: "llm-ollama", max_attempts: attempts } },
    });
    expect(answer.headers.has("retry-after")).toBe(true);
    const errors = 'biowerk_llm_provider_errors_total{provider="ollama",model="phi3:mini",error_type="error"}';
    expect(await metric(url, errors)).toBe(attempts);
  });

  it("that answers too late counts as away", async () => {
    const late = await stub({ latencyMs: 1_000 });
    const { url } = await startAgent("synapse", { OLLAMA_BASE_URL: late, OLLAMA_TIMEOUT: 0.05, RETRY_MAX_ATTEMPTS: 2 });
    expect((await post(`${url}/v1/storyboard`, message({ topic: "t" }))).status).toBe(503);
    const timeouts = 'biowerk_llm_provider_timeouts_total{provider="ollama",model="phi3:mini"}';
    expect(await metric(url, timeouts)).toBe(2);
  });
});
