import { describe, expect, it, onTestFinished, vi } from "vitest";
import { refusalBody } from "../../../contract/refusals.ts";
import { createMesh } from "../../../reference/mesh/mesh.ts";
import { answersOk, type Behaviour, fails, startFakeAgent } from "./helpers/fake-agent.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { get, message, metric, post, run } from "./helpers/running.ts";
import { testSettings } from "./helpers/settings.ts";

type Overrides = Parameters<typeof testSettings>[0];

/** A mesh whose osteon is the fake agent. */
async function meshWith(behaviour: Behaviour, overrides: Overrides = {}) {
  const agent = await startFakeAgent(behaviour);
  const settings = testSettings({ AGENT_OSTEON_URL: agent.url, ...overrides });
  const mesh = await run(createMesh({ settings, defect: undefined, exit: () => undefined }));
  return { agent, mesh };
}

const draft = message({ goal: "g" }, "id-1");

describe("routing", () => {
  it("passes a message to the agent's versioned path and the answer back", async () => {
    const { agent, mesh } = await meshWith(answersOk);
    const answer = await post(`${mesh}/v1/osteon/draft`, draft, { authorization: "Bearer t" });
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(answer.headers.get("x-api-version")).toBe("v1");
    expect(agent.requests[0]).toMatchObject({ path: "/v1/draft", body: { id: "id-1", input: { goal: "g" } } });
    expect(agent.requests[0]?.headers["authorization"]).toBe("Bearer t");
  });

  it("gives an id to a message that has none, the same on every attempt", async () => {
    const { agent, mesh } = await meshWith(async (attempt) => (attempt < 2 ? fails(attempt) : answersOk(attempt)));
    await post(`${mesh}/v1/osteon/draft`, message({ goal: "g" }));
    const ids = agent.requests.map((request) => (request.body as { id: string }).id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).not.toBe("");
  });

  it("warns on the deprecated path, in a header and in the body", async () => {
    const { mesh } = await meshWith(answersOk);
    const answer = await post(`${mesh}/osteon/draft`, draft);
    expect(answer.body._deprecation_warning).toContain("/v1/osteon/draft");
    expect(answer.headers.get("warning")).toMatch(/^199 /);
  });

  it("passes an agent's 4xx through, once", async () => {
    const { agent, mesh } = await meshWith(async () => ({ status: 404, body: { detail: "Not Found" } }));
    expect(await post(`${mesh}/v1/osteon/nope`, draft)).toMatchObject({ status: 404, body: { detail: "Not Found" } });
    expect(agent.requests).toHaveLength(1);
  });

  it("passes an agent's refusal through with its hint, and neither retries nor opens the breaker", async () => {
    const away: Behaviour = async () => ({ status: 503, body: { detail: "away" }, headers: { "retry-after": "9" } });
    const { agent, mesh } = await meshWith(away, { CIRCUIT_BREAKER_FAILURE_THRESHOLD: 1 });
    for (let n = 1; n <= 3; n += 1) {
      const answer = await post(`${mesh}/v1/osteon/draft`, draft);
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("9");
      expect(agent.requests).toHaveLength(n);
    }
    expect(await metric(mesh, 'circuit_breaker_state{service="osteon"}')).toBe(0);
  });

  it("answers 404 for an unknown agent, 422 for what is no envelope, 400 for another version", async () => {
    const { mesh } = await meshWith(answersOk);
    expect(await post(`${mesh}/v1/nobody/draft`, draft)).toMatchObject({
      status: 404,
      body: { detail: "Unknown agent: nobody" },
    });
    const incomplete = await post(`${mesh}/v1/osteon/draft`, { origin: "o" });
    expect(incomplete.status).toBe(422);
    expect(incomplete.body.detail.map((each: { loc: string[] }) => each.loc.join("."))).toEqual([
      "body.target",
      "body.intent",
    ]);
    expect((await post(`${mesh}/v1/osteon/draft`, "no json")).status).toBe(422);
    expect(await post(`${mesh}/v2/osteon/draft`, draft)).toMatchObject({
      status: 400,
      body: { detail: { supported_versions: ["v1"] } },
    });
  });

  it("notes in the message's session where it went, and where it could not go notes nothing", async () => {
    const redis = await FakeRedis.start();
    const { mesh, agent } = await meshWith(answersOk, { REDIS_PORT: redis.port });
    await expect.poll(async () => (await get(`${mesh}/health`)).body.status).toBe("healthy");
    await post(`${mesh}/v1/osteon/draft`, draft);
    await expect.poll(() => redis.hashes.get("session:id-1")?.get("route")).toBe("osteon/draft");
    expect(redis.ttls.get("session:id-1")).toBe(3_600);
    agent.behave(async () => ({ status: 404, body: {} }));
    await post(`${mesh}/v1/osteon/draft`, message({}, "id-2"));
    await post(`${mesh}/v1/osteon/draft`, message({}, "id-3"));
    expect([...redis.hashes.keys()]).toEqual(["session:id-1"]);
  });

  it("serves what old clients ask for", async () => {
    const { mesh } = await meshWith(answersOk);
    expect((await get(`${mesh}/health/legacy`)).body).toMatchObject({ ok: true, agents: { length: 6 } });
    expect((await post(`${mesh}/api/csp-report`, {})).status).toBe(204);
  });
});

describe("an agent that fails", () => {
  it("is tried RETRY_MAX_ATTEMPTS times and no more, then 503 says when to come back", async () => {
    const { agent, mesh } = await meshWith(fails, { RETRY_MAX_ATTEMPTS: 4 });
    const answer = await post(`${mesh}/v1/osteon/draft`, draft);
    expect(answer.status).toBe(503);
    expect(agent.requests).toHaveLength(4);
    const { detail } = refusalBody.parse(answer.body);
    expect(detail).toMatchObject({ error: "retries_exhausted", agent: "osteon", max_attempts: 4 });
    expect(answer.headers.get("retry-after")).toBe(String(detail.retry_after));
    expect(await metric(mesh, 'resilience_retry_attempts_total{service="osteon",attempt="4"}')).toBe(1);
    expect(await metric(mesh, 'resilience_retry_exhausted_total{service="osteon"}')).toBe(1);
    expect(await metric(mesh, 'resilience_http_requests_total{service="osteon",method="POST",status="500"}')).toBe(4);
  });

  it("is answered for with 503 when it refuses connections or takes too long", async () => {
    const hangs: Behaviour = () => new Promise(() => undefined);
    const { mesh } = await meshWith(hangs, { SERVICE_TIMEOUT_MESH: 0.05, RETRY_MAX_ATTEMPTS: 2 });
    expect((await post(`${mesh}/v1/osteon/draft`, draft)).body.detail.error).toBe("retries_exhausted");
    expect((await post(`${mesh}/v1/synapse/storyboard`, draft)).body.detail.error).toBe("retries_exhausted");
    expect(await metric(mesh, 'resilience_http_requests_total{service="synapse",method="POST",status="error"}')).toBe(
      2,
    );
  });

  it("is given no more time than a wait for a place and one attempt may take, whatever the attempts left", async () => {
    const hangs: Behaviour = () => new Promise(() => undefined);
    const settings = {
      SERVICE_TIMEOUT_MESH: 0.05,
      BULKHEAD_TIMEOUT: 0,
      RETRY_INITIAL_DELAY: 0.01,
      RETRY_MAX_DELAY: 0.01,
    };
    const { agent, mesh } = await meshWith(hangs, settings);
    expect((await post(`${mesh}/v1/osteon/draft`, draft)).body.detail.error).toBe("retries_exhausted");
    expect(agent.requests).toHaveLength(1);
    expect(await metric(mesh, 'circuit_breaker_failures_total{service="osteon"}')).toBe(1);
  });

  it("opens its breaker, which spares the agent, hints, and closes after enough successes", async () => {
    const { agent, mesh } = await meshWith(fails, {
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: 2,
      CIRCUIT_BREAKER_SUCCESS_THRESHOLD: 2,
      CIRCUIT_BREAKER_TIMEOUT: 60,
      RETRY_MAX_ATTEMPTS: 1,
    });
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const state = () => metric(mesh, 'circuit_breaker_state{service="osteon"}');
    await post(`${mesh}/v1/osteon/draft`, draft);
    expect(await state()).toBe(0);
    await post(`${mesh}/v1/osteon/draft`, draft);
    expect(await state()).toBe(1);
    agent.behave(answersOk);
    const refused = await post(`${mesh}/v1/osteon/draft`, draft);
    expect(agent.requests).toHaveLength(2);
    expect(refused).toMatchObject({ status: 503, body: { detail: { error: "circuit_open", agent: "osteon" } } });
    expect(refused.headers.get("retry-after")).toBe("60");
    vi.setSystemTime(Date.now() + 60_000);
    expect((await post(`${mesh}/v1/osteon/draft`, draft)).status).toBe(200);
    expect(await state()).toBe(2);
    expect((await post(`${mesh}/v1/osteon/draft`, draft)).status).toBe(200);
    expect(await state()).toBe(0);
    const opened = 'circuit_breaker_transitions_total{service="osteon",from_state="closed",to_state="open"}';
    expect(await metric(mesh, opened)).toBe(1);
  });

  it("does not touch the other agents", async () => {
    const healthy = await startFakeAgent(answersOk);
    const { mesh } = await meshWith(fails, {
      AGENT_SYNAPSE_URL: healthy.url,
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: 1,
      RETRY_MAX_ATTEMPTS: 1,
    });
    for (let n = 0; n < 3; n += 1) await post(`${mesh}/v1/osteon/draft`, draft);
    expect((await post(`${mesh}/v1/synapse/storyboard`, draft)).status).toBe(200);
  });
});

describe("an agent that is saturated", () => {
  const wait: { release: () => void; behaviour: Behaviour } = { release: () => undefined, behaviour: answersOk };
  const gate = () => {
    const opened = new Promise<void>((resolve) => {
      wait.release = resolve;
    });
    wait.behaviour = async (attempt) => {
      await opened;
      return answersOk(attempt);
    };
  };

  it("is given no more than its places; who waits is served, who finds no place gets 429 with a hint", async () => {
    gate();
    const { agent, mesh } = await meshWith(wait.behaviour, { BULKHEAD_MAX_CONCURRENT: 2, BULKHEAD_QUEUE_SIZE: 1 });
    const calls = Array.from({ length: 5 }, (_, n) => post(`${mesh}/v1/osteon/draft`, message({ goal: "g" }, `b${n}`)));
    const refused = await Promise.race(calls);
    expect(refused.status).toBe(429);
    expect(refusalBody.parse(refused.body).detail).toMatchObject({ error: "bulkhead_full", max_concurrent: 2 });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(agent.requests.length).toBeLessThanOrEqual(2);
    expect(await metric(mesh, 'bulkhead_capacity{service="osteon"}')).toBe(2);
    wait.release();
    const statuses = (await Promise.all(calls)).map((answer) => answer.status).sort();
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(await metric(mesh, 'bulkhead_current_usage{service="osteon"}')).toBe(0);
    expect(await metric(mesh, 'bulkhead_rejected_total{service="osteon"}')).toBe(2);
  });

  it("gets nobody who waited longer than BULKHEAD_TIMEOUT", async () => {
    gate();
    const { mesh } = await meshWith(wait.behaviour, {
      BULKHEAD_MAX_CONCURRENT: 1,
      BULKHEAD_QUEUE_SIZE: 5,
      BULKHEAD_TIMEOUT: 0.05,
    });
    const served = post(`${mesh}/v1/osteon/draft`, draft);
    const tired = await Promise.race([post(`${mesh}/v1/osteon/draft`, draft), served]);
    expect(tired).toMatchObject({ status: 429, body: { detail: { error: "bulkhead_full" } } });
    wait.release();
    expect((await served).status).toBe(200);
  });
});
