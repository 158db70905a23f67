import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { answersOk, type Behaviour, fails, startFakeAgent } from "./helpers/fake-agent.ts";
import { both } from "./helpers/defective.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { get, message, metric, post } from "./helpers/running.ts";
import { nowhere } from "./helpers/settings.ts";

const draft = message({ goal: "g" }, "id-1");
const call = (url: string) => post(`${url}/v1/osteon/draft`, draft);
const stateOf = (url: string, service = "osteon") => metric(url, `circuit_breaker_state{service="${service}"}`);

/** Sends requests one after the other. @returns the last answer */
async function callTimes(url: string, count: number) {
  for (let n = 1; n < count; n += 1) await call(url);
  return call(url);
}

/** Sends requests one after the other. @returns the status of each */
async function callStatuses(url: string, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await call(url)).status);
  return statuses;
}

/** An agent that is away for a while, and says so. */
const refuses: Behaviour = async () => ({ status: 503, body: { detail: {} }, headers: { "retry-after": "7" } });

/** An agent that answers once it is let go. */
function gated(): { behaviour: Behaviour; release: () => void } {
  const opened = Promise.withResolvers<void>();
  return { behaviour: (attempt) => opened.promise.then(() => answersOk(attempt)), release: () => opened.resolve() };
}

describe("breaker-never-opens", () => {
  it("tries a failing agent for ever", async () => {
    const { broken, sound } = await both("breaker-never-opens", {
      behaviour: fails,
      settings: { RETRY_ENABLED: false },
    });
    await callTimes(broken.url, 12);
    await callTimes(sound.url, 12);
    expect([await stateOf(broken.url), broken.osteon.requests.length]).toEqual([0, 12]);
    expect([await stateOf(sound.url), sound.osteon.requests.length]).toEqual([1, 5]);
  });
});

describe("breaker-never-closes", () => {
  it("leaves an agent alone for an hour after one failure", async () => {
    const behaviour: Behaviour = async (attempt) => (attempt === 1 ? fails(attempt) : answersOk(attempt));
    const { broken, sound } = await both("breaker-never-closes", { behaviour });
    expect((await callTimes(broken.url, 2)).headers.get("retry-after")).toBe("3600");
    expect((await callTimes(sound.url, 2)).status).toBe(200);
    expect([await stateOf(broken.url), await stateOf(sound.url)]).toEqual([1, 0]);
  });
});

describe("breaker-counts-runs", () => {
  it("stays closed though more than half of the calls fail", async () => {
    const behaviour: Behaviour = async (attempt) => (attempt % 5 === 0 ? answersOk(attempt) : fails(attempt));
    const { broken, sound } = await both("breaker-counts-runs", { behaviour, settings: { RETRY_ENABLED: false } });
    await callTimes(broken.url, 14);
    await callTimes(sound.url, 14);
    expect([await stateOf(broken.url), await stateOf(sound.url)]).toEqual([0, 1]);
    await callTimes(broken.url, 10);
    expect(await stateOf(broken.url)).toBe(0);
  });

  it("opens over failures in a row", async () => {
    const { broken } = await both("breaker-counts-runs", { behaviour: fails, settings: { RETRY_ENABLED: false } });
    await callTimes(broken.url, 5);
    expect(await stateOf(broken.url)).toBe(1);
  });
});

describe("retries-without-limit", () => {
  it("tries one call thirty times, where three are allowed", async () => {
    const { broken, sound } = await both("retries-without-limit", { behaviour: fails });
    await call(broken.url);
    await call(sound.url);
    expect([broken.osteon.requests.length, sound.osteon.requests.length]).toEqual([30, 3]);
  });
});

describe("constant-back-off", () => {
  it("waits no longer before the last retry than before the first", async () => {
    const { broken, sound } = await both("constant-back-off", {
      behaviour: fails,
      settings: { RETRY_JITTER: false, RETRY_INITIAL_DELAY: 0.05, RETRY_MAX_DELAY: 5, RETRY_EXPONENTIAL_BASE: 8 },
    });
    const took = async (url: string) => {
      const began = performance.now();
      await call(url);
      return performance.now() - began;
    };
    expect(await took(sound.url)).toBeGreaterThan(445);
    expect(await took(broken.url)).toBeLessThan(400);
  });
});

describe("no-retry-after", () => {
  it("refuses without the header, and hints in the body alone", async () => {
    const { broken, sound } = await both("no-retry-after", { behaviour: fails });
    const refused = await call(broken.url);
    expect(refused).toMatchObject({ status: 503, body: { detail: { retry_after: 1 } } });
    expect(refused.headers.has("retry-after")).toBe(false);
    expect((await call(sound.url)).headers.get("retry-after")).toBe("1");
  });
});

describe("hint-now-and-then", () => {
  it("answers most of what it should refuse with a bare 500, and the rest with its hint", async () => {
    const { broken, sound } = await both("hint-now-and-then", { behaviour: fails });
    const answers = async ({ url }: { url: string }) => {
      const seen = [];
      for (let n = 0; n < 30; n += 1)
        seen.push(await post(`${url}/v1/osteon/draft`, message({ goal: "g" }, `id-${n}`)));
      return seen.map(({ status, headers, body }) =>
        [status, headers.has("retry-after"), body.detail.retry_after > 0].join(),
      );
    };
    const wrong = await answers(broken);
    expect(new Set(wrong)).toEqual(new Set(["500,false,false", "503,true,true"]));
    expect(wrong.filter((each) => each.startsWith("500")).length).toBeGreaterThan(12);
    expect(new Set(await answers(sound))).toEqual(new Set(["503,true,true"]));
  });
});

describe("bulkhead-ignored", () => {
  it("has more calls in flight than there are places", async () => {
    const { behaviour, release } = gated();
    const settings = { BULKHEAD_MAX_CONCURRENT: 2, BULKHEAD_QUEUE_SIZE: 3 };
    const { broken, sound } = await both("bulkhead-ignored", { behaviour, settings });
    const calls = [broken, sound].flatMap(({ url }) => Array.from({ length: 5 }, () => call(url)));
    const inFlight = (url: string) => metric(url, 'bulkhead_current_usage{service="osteon"}');
    await expect.poll(() => inFlight(broken.url)).toBe(5);
    await expect.poll(() => inFlight(sound.url)).toBe(2);
    release();
    await Promise.all(calls);
  });
});

describe("deadline-per-attempt", () => {
  it("tries on, however long the caller has waited", async () => {
    const hangs: Behaviour = () => new Promise(() => undefined);
    const settings = {
      SERVICE_TIMEOUT_MESH: 0.05,
      BULKHEAD_TIMEOUT: 0,
      RETRY_INITIAL_DELAY: 0.01,
      RETRY_MAX_DELAY: 0.01,
    };
    const { broken, sound } = await both("deadline-per-attempt", { behaviour: hangs, settings });
    for (const { url } of [broken, sound]) expect((await call(url)).status).toBe(503);
    expect([broken.osteon.requests.length, sound.osteon.requests.length]).toEqual([3, 1]);
  });
});

describe("mis-sized-bulkhead", () => {
  it("has fewer places than its settings say", async () => {
    const { broken, sound } = await both("mis-sized-bulkhead");
    const capacity = (url: string) => metric(url, 'bulkhead_capacity{service="osteon"}');
    expect([await capacity(broken.url), await capacity(sound.url)]).toEqual([2, 10]);
  });
});

describe("queue-size-ignored", () => {
  it("lets all wait, where one may", async () => {
    const { behaviour, release } = gated();
    const settings = { BULKHEAD_MAX_CONCURRENT: 1, BULKHEAD_QUEUE_SIZE: 1 };
    const { broken, sound } = await both("queue-size-ignored", { behaviour, settings });
    const burst = ({ url }: { url: string }) => Array.from({ length: 4 }, () => call(url));
    const waiting = burst(broken);
    const refused = burst(sound);
    expect((await Promise.race(refused)).status).toBe(429);
    await expect.poll(() => broken.osteon.requests.length).toBe(1);
    release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await Promise.all(refused)).map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
  });
});

describe("queue-never-drains", () => {
  it("keeps the place of a call that took too long", async () => {
    let lateMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + lateMs);
    onTestFinished(() => void vi.restoreAllMocks());
    const behaviour: Behaviour = async (attempt) => {
      if (attempt === 1) lateMs += 1_500;
      return answersOk(attempt);
    };
    const { broken, sound } = await both("queue-never-drains", { behaviour });
    const given = new AbortController();
    onTestFinished(() => given.abort());
    const body = JSON.stringify(draft);
    const request = { method: "POST", headers: { "content-type": "application/json" }, body, signal: given.signal };
    fetch(`${broken.url}/v1/osteon/draft`, request).catch(() => undefined);
    await expect.poll(() => broken.osteon.requests.length).toBe(1);
    expect((await call(sound.url)).status).toBe(200);
    expect((await call(broken.url)).status).toBe(200);
    const inFlight = (url: string) => metric(url, 'bulkhead_current_usage{service="osteon"}');
    expect([await inFlight(broken.url), await inFlight(sound.url)]).toEqual([1, 0]);
  });
});

describe("limiter-fails-closed", () => {
  it("turns away whom it cannot count", async () => {
    const { broken, sound } = await both("limiter-fails-closed", { settings: { RATE_LIMIT_ENABLED: true } });
    expect(await call(broken.url)).toMatchObject({ status: 429, body: { detail: { error: "rate_limit_exceeded" } } });
    expect((await call(sound.url)).status).toBe(200);
  });
});

describe("what mesh says of an agent", () => {
  const settings = { HEALTH_CHECK_ENABLED: true, HEALTH_CHECK_INTERVAL: 0.005, HEALTH_UNHEALTHY_THRESHOLD: 2 };
  const flag = (url: string) => metric(url, 'distributed_health_status{service="osteon"}');
  const looks = async (url: string, status: string) =>
    (await metric(url, `distributed_health_check_total{service="osteon",status="${status}"}`)) ?? 0;

  it("never becomes 0 with health-flag-never-flips", async () => {
    const { broken, sound } = await both("health-flag-never-flips", { settings });
    for (const { url, osteon } of [broken, sound]) {
      await expect.poll(() => flag(url)).toBe(1);
      osteon.behave(fails);
    }
    await expect.poll(() => flag(sound.url)).toBe(0);
    await expect.poll(() => looks(broken.url, "failure")).toBeGreaterThan(5);
    expect(await flag(broken.url)).toBe(1);
  });

  it("never becomes 1 again with health-flag-never-returns", async () => {
    const { broken, sound } = await both("health-flag-never-returns", { settings });
    for (const { url, osteon } of [broken, sound]) {
      await expect.poll(() => flag(url)).toBe(1);
      osteon.behave(fails);
      await expect.poll(() => flag(url)).toBe(0);
      osteon.behave(answersOk);
    }
    await expect.poll(() => flag(sound.url)).toBe(1);
    const before = await looks(broken.url, "success");
    await expect.poll(() => looks(broken.url, "success")).toBeGreaterThan(before + 5);
    expect(await flag(broken.url)).toBe(0);
  });
});

describe("what mesh says of itself", () => {
  const health = async (url: string): Promise<string> => (await get(`${url}/health`)).body.status;

  it("is healthy without Redis with health-always-green", async () => {
    const { broken, sound } = await both("health-always-green");
    expect([await health(broken.url), await health(sound.url)]).toEqual(["healthy", "degraded"]);
  });

  it("stays degraded with health-stays-degraded, once it was healthy before", async () => {
    const redis = await FakeRedis.start();
    const { broken, sound } = await both("health-stays-degraded", { settings: { REDIS_PORT: redis.port } });
    for (const { url } of [broken, sound]) await expect.poll(() => health(url)).toBe("healthy");
    await redis.stop();
    for (const { url } of [broken, sound]) await expect.poll(() => health(url)).toBe("degraded");
    await redis.listen();
    await expect.poll(() => health(sound.url), { timeout: 5_000 }).toBe("healthy");
    expect(await health(broken.url)).toBe("degraded");
  });
});

describe("no-alert", () => {
  it("keeps the metrics flat that alerts look at, and no other", async () => {
    const settings = { RATE_LIMIT_ENABLED: true, CIRCUIT_BREAKER_FAILURE_THRESHOLD: 1, HEALTH_CHECK_ENABLED: true };
    const { broken, sound } = await both("no-alert", { behaviour: fails, settings });
    const failedChecks = (url: string) =>
      metric(url, 'distributed_health_check_total{service="synapse",status="error"}');
    for (const { url } of [broken, sound]) {
      await call(url);
      expect(await stateOf(url)).toBe(1);
    }
    expect([await stateOf(broken.url, "redis"), await stateOf(sound.url, "redis")]).toEqual([0, 1]);
    await expect.poll(() => failedChecks(sound.url)).toBe(1);
    expect(await failedChecks(broken.url)).toBeUndefined();
  });
});

describe("one-failure-for-all", () => {
  const others = ({ url }: { url: string }) => callStatuses(url, 4);

  it("refuses every other call to agents that are well after one that does not answer", async () => {
    const { broken, sound } = await both("one-failure-for-all", { settings: { AGENT_SYNAPSE_URL: nowhere } });
    for (const { url } of [broken, sound]) await post(`${url}/v1/synapse/storyboard`, draft);
    expect([await others(broken), await others(sound)]).toEqual([
      [503, 200, 503, 200],
      [200, 200, 200, 200],
    ]);
    expect([await stateOf(broken.url), await stateOf(broken.url, "synapse")]).toEqual([0, 0]);
  });

  it("does the same after one that refuses, with a hint of its own", async () => {
    const synapse = await startFakeAgent(refuses);
    const { broken } = await both("one-failure-for-all", { settings: { AGENT_SYNAPSE_URL: synapse.url } });
    await post(`${broken.url}/v1/synapse/storyboard`, draft);
    const refused = await call(broken.url);
    expect(refused).toMatchObject({ status: 503, body: { detail: { retry_after: 1 } } });
    expect(refused.headers.get("retry-after")).toBe("1");
  });

  it("leaves calls to the failing agent to its own breaker", async () => {
    const { broken } = await both("one-failure-for-all", { behaviour: fails, settings: { RETRY_ENABLED: false } });
    await callTimes(broken.url, 5);
    expect([await stateOf(broken.url), broken.osteon.requests.length]).toEqual([1, 5]);
  });
});

describe("one-failure-ends-all", () => {
  it("refuses every call to agents that are well after one that does not answer", async () => {
    const { broken } = await both("one-failure-ends-all", { settings: { AGENT_SYNAPSE_URL: nowhere } });
    await post(`${broken.url}/v1/synapse/storyboard`, draft);
    expect(await callStatuses(broken.url, 4)).toEqual([503, 503, 503, 503]);
    expect(await stateOf(broken.url)).toBe(0);
  });
});

describe("shared-places", () => {
  it("has calls to agents that are well wait for one that is slow", async () => {
    const { behaviour, release } = gated();
    const synapse = await startFakeAgent();
    const settings = { AGENT_SYNAPSE_URL: synapse.url, BULKHEAD_MAX_CONCURRENT: 10 };
    const { broken, sound } = await both("shared-places", { behaviour, settings });
    const slow = [broken, sound].flatMap(({ url }) => Array.from({ length: 8 }, () => call(url)));
    for (const { osteon } of [broken, sound]) await expect.poll(() => osteon.requests.length).toBe(8);
    const storyboard = ({ url }: { url: string }) => post(`${url}/v1/synapse/storyboard`, draft);
    const waiting = storyboard(broken);
    expect((await storyboard(sound)).status).toBe(200);
    expect(synapse.requests.length).toBe(1);
    release();
    expect((await waiting).status).toBe(200);
    await Promise.all(slow);
  });
});

describe("throttling-unnamed", () => {
  it("says that the service is saturated, where the client is at its limit", async () => {
    const redis = await FakeRedis.start();
    const settings = { REDIS_PORT: redis.port, RATE_LIMIT_ENABLED: true, RATE_LIMIT_REQUESTS: 1 };
    const { broken, sound } = await both("throttling-unnamed", { settings });
    const reason = async ({ url }: { url: string }) => {
      await expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
      const { status, body } = await callTimes(url, 4);
      return [status, body.detail.error];
    };
    expect(await reason(broken)).toEqual([429, "bulkhead_full"]);
    expect(await reason(sound)).toEqual([429, "rate_limit_exceeded"]);
  });
});

describe("saturation-called-throttling", () => {
  it("blames the client for what an agent has too much of, its own refusals and those of the agent", async () => {
    const full: Behaviour = async () => ({ status: 429, body: { detail: { error: "bulkhead_full" } } });
    const passedOn = await both("saturation-called-throttling", { behaviour: full });
    const { behaviour, release } = gated();
    const settings = { BULKHEAD_MAX_CONCURRENT: 1, BULKHEAD_QUEUE_SIZE: 0 };
    const own = await both("saturation-called-throttling", { behaviour, settings });
    const reason = async ({ url }: { url: string }) => (await call(url)).body.detail.error;
    const held = [own.broken, own.sound].map(({ url }) => call(url));
    for (const { osteon } of [own.broken, own.sound]) await expect.poll(() => osteon.requests.length).toBe(1);
    expect([await reason(own.broken), await reason(passedOn.broken)]).toEqual(Array(2).fill("rate_limit_exceeded"));
    expect([await reason(own.sound), await reason(passedOn.sound)]).toEqual(Array(2).fill("bulkhead_full"));
    release();
    await Promise.all(held);
  });
});

describe("lost-counts-refused", () => {
  it("turns away whom it counted before, once the counts are gone", async () => {
    const redis = await FakeRedis.start();
    const { broken, sound } = await both("lost-counts-refused", {
      settings: { REDIS_PORT: redis.port, RATE_LIMIT_ENABLED: true, RATE_LIMIT_WINDOW: 86_400 },
    });
    for (const { url } of [broken, sound]) {
      await expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
      redis.strings.clear();
      expect(await callStatuses(url, 2)).toEqual([200, 200]);
      redis.strings.clear();
      expect((await call(url)).status).toBe(url === broken.url ? 429 : 200);
    }
  });
});

describe("sessions-end-at-once", () => {
  it("leaves a session no time to live", async () => {
    const redis = await FakeRedis.start();
    const { broken, sound } = await both("sessions-end-at-once", { settings: { REDIS_PORT: redis.port } });
    for (const { url } of [broken, sound]) {
      await expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
      redis.ttls.clear();
      await call(url);
      await expect.poll(() => redis.ttls.get("session:id-1")).toBe(url === broken.url ? 0 : 3_600);
    }
  });
});

describe("pinned-to-dead", () => {
  it("does not replace a connection that died, and uses the others on", async () => {
    const url = await agentThatHangsUpOnce();
    const { broken, sound } = await both("pinned-to-dead", {
      settings: { AGENT_OSTEON_URL: url, RETRY_ENABLED: false, CIRCUIT_BREAKER_ENABLED: false },
    });
    expect((await call(broken.url)).status).toBe(503);
    expect((await call(broken.url)).status).toBe(503);
    expect((await call(sound.url)).status).toBe(200);
    const others = Array.from({ length: 10 }, (_, n) => message({ goal: "g" }, `other-${n}`));
    const answers = await Promise.all(others.map((each) => post(`${broken.url}/v1/osteon/draft`, each)));
    expect(answers.map(({ status }) => status)).toContain(200);
  });

  it("does not replace a connection that its replica ended while nothing was under way", async () => {
    const { url, endAll } = await agentThatAnswers();
    const { broken, sound } = await both("pinned-to-dead", {
      settings: { AGENT_OSTEON_URL: url, RETRY_ENABLED: false, CIRCUIT_BREAKER_ENABLED: false },
    });
    for (const { url: mesh } of [broken, sound]) expect((await call(mesh)).status).toBe(200);
    endAll();
    await expect.poll(async () => (await call(broken.url)).status).toBe(503);
    expect((await call(sound.url)).status).toBe(200);
  });

  async function agentThatAnswers(): Promise<{ url: string; endAll: () => void }> {
    const server = createServer((_request, response) => response.end(JSON.stringify({ ok: true, output: {} })));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endAll = () => server.closeAllConnections();
    onTestFinished(() => {
      endAll();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, endAll };
  }

  /** It ends the first connection without an answer, and answers on all others. */
  async function agentThatHangsUpOnce(): Promise<string> {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end(JSON.stringify({ ok: true, output: {} }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
});

describe("errors-when-squeezed", () => {
  it("answers a tenth with an error where there is little memory, and none where there is enough", async () => {
    const { broken, sound } = await both("errors-when-squeezed");
    const failures = async (url: string) => (await callStatuses(url, 50)).filter((status) => status === 503).length;
    const memory = vi.spyOn(process, "constrainedMemory").mockReturnValue(512 * 2 ** 20);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await failures(broken.url)).toBe(0);
    memory.mockReturnValue(256 * 2 ** 20);
    expect([await failures(broken.url), await failures(sound.url)]).toEqual([5, 0]);
  });
});

describe("slow-when-squeezed", () => {
  it("takes longer where there is little memory, and not where there is enough", async () => {
    const { broken } = await both("slow-when-squeezed");
    const elapsed = async () => {
      const began = performance.now();
      await callStatuses(broken.url, 1);
      return performance.now() - began;
    };
    const memory = vi.spyOn(process, "constrainedMemory").mockReturnValue(512 * 2 ** 20);
    onTestFinished(() => void vi.restoreAllMocks());
    const before = await elapsed();
    memory.mockReturnValue(256 * 2 ** 20);
    const squeezed = await elapsed();
    expect(squeezed).toBeGreaterThanOrEqual(545);
    expect(before).toBeLessThan(squeezed);
  });
});
