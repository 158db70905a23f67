import { Registry } from "prom-client";
import { CircuitState } from "cockatiel";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { FailureWindow } from "../../../reference/resilience/failure-window.ts";
import { Guard, policiesFrom } from "../../../reference/resilience/guard.ts";
import { HttpClient, Unavailable } from "../../../reference/resilience/http-client.ts";
import { createResilienceMetrics } from "../../../reference/resilience/metrics.ts";
import { Refusal } from "../../../reference/resilience/refusal.ts";
import { delayMs } from "../../../reference/resilience/retry.ts";
import { testSettings } from "./helpers/settings.ts";

const { Closed, HalfOpen } = CircuitState;

/** Feeds outcomes to a window, "+" a success, "-" a failure. @returns after which of them it would open, from 1 */
function opensAfter(outcomes: string, limits = { consecutive: 5, ratio: 0.5, windowSize: 10 }): number | undefined {
  const window = new FailureWindow(limits);
  for (const [index, outcome] of [...outcomes].entries()) {
    if (outcome === "+") window.success(Closed);
    else if (window.failure()) return index + 1;
  }
  return undefined;
}

describe("when a breaker opens", () => {
  it.each([
    ["-----", 5],
    ["----+----", undefined],
    ["-+-+-+-+-", undefined],
    ["-+-+-+-+-+-", 11],
    ["++++++++++-----", 15],
    ["+-+-+-+-+-", 10],
    ["++++++-+++-++-+++-", undefined],
  ])("after %s: %s", (outcomes, expected) => {
    expect(opensAfter(outcomes)).toBe(expected);
  });

  it("does not hold the time before a recovery against the dependency", () => {
    const window = new FailureWindow({ consecutive: 5, ratio: 0.5, windowSize: 4 });
    for (let n = 0; n < 4; n += 1) window.failure();
    window.success(HalfOpen);
    expect(window.failure()).toBe(false);
  });
});

describe("the distance between retries", () => {
  const options = { maxAttempts: 9, initialDelayMs: 100, maxDelayMs: 500, base: 2, jitter: false };

  it("grows up to its limit", () => {
    expect([1, 2, 3, 4, 5].map((number) => delayMs(options, number, 0.9))).toEqual([100, 200, 400, 500, 500]);
  });

  it("is spread by half of itself either way", () => {
    const spread = { ...options, jitter: true };
    expect([0, 0.5, 1].map((chance) => delayMs(spread, 2, chance))).toEqual([100, 200, 300]);
  });
});

describe("a guard", () => {
  const isOutage = (thrown: unknown) => thrown instanceof Unavailable;
  const guard = (overrides: Parameters<typeof testSettings>[0] = {}) =>
    new Guard(
      { service: "store", kind: "dependency", ...policiesFrom(testSettings(overrides)), isOutage },
      createResilienceMetrics(new Registry()),
    );

  it("passes on at once what is no outage, and does not hold it against the dependency", async () => {
    const guarded = guard({ CIRCUIT_BREAKER_FAILURE_THRESHOLD: 1 });
    let calls = 0;
    const wrong = () => {
      calls += 1;
      return Promise.reject(new RangeError("wrong call"));
    };
    await expect(guarded.run(wrong)).rejects.toThrow(RangeError);
    await expect(guarded.run(wrong)).rejects.toThrow(RangeError);
    expect(calls).toBe(2);
    await expect(guarded.run(async () => "fine")).resolves.toBe("fine");
  });

  it("leaves out what the settings switch off", async () => {
    const off = guard({ RETRY_ENABLED: false, CIRCUIT_BREAKER_ENABLED: false, BULKHEAD_ENABLED: false });
    let calls = 0;
    const away = () => {
      calls += 1;
      return Promise.reject(new Unavailable("away"));
    };
    for (let n = 1; n <= 8; n += 1) {
      const refusal = await off.run(away).catch((thrown: unknown) => thrown);
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ reason: "retries_exhausted", facts: { max_attempts: 1 } });
      expect(calls).toBe(n);
    }
  });

  it("ends each attempt and all of them together, and takes what did not end for an outage", async () => {
    const metrics = createResilienceMetrics(new Registry());
    const { retry } = policiesFrom(testSettings({ RETRY_MAX_ATTEMPTS: 5 }));
    const silent = (bounds: { attemptMs?: number; totalMs?: number }) => {
      let calls = 0;
      const call = () => {
        calls += 1;
        return new Promise<never>(() => undefined);
      };
      const isAway = (thrown: unknown) => thrown instanceof Error;
      const guarded = new Guard({ service: "s", kind: "dependency", retry, isOutage: isAway, ...bounds }, metrics);
      return guarded.run(call).catch((thrown: Refusal) => ({ reason: thrown.reason, calls }));
    };
    expect(await silent({ attemptMs: 2 })).toEqual({ reason: "retries_exhausted", calls: 5 });
    expect(await silent({ totalMs: 20 })).toEqual({ reason: "retries_exhausted", calls: 1 });
  });

  it("lets no more trials through than are needed while its breaker is half-open", async () => {
    const guarded = guard({
      RETRY_ENABLED: false,
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: 1,
      CIRCUIT_BREAKER_SUCCESS_THRESHOLD: 2,
      CIRCUIT_BREAKER_TIMEOUT: 0,
    });
    await guarded.run(() => Promise.reject(new Unavailable("away"))).catch(() => undefined);
    const gate = Promise.withResolvers<string>();
    const calls = [1, 2, 3, 4].map(() => guarded.run(() => gate.promise).catch((thrown: Refusal) => thrown.reason));
    gate.resolve("through");
    expect((await Promise.all(calls)).sort()).toEqual(["circuit_open", "circuit_open", "through", "through"]);
  });
});

describe("the HTTP client", () => {
  async function server(handle: (request: IncomingMessage) => { status: number; body: string } | null) {
    const connections = new Set<unknown>();
    const http = createServer((request, response) => {
      connections.add(request.socket);
      const answer = handle(request);
      if (answer !== null) response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      http.closeAllConnections();
      http.close();
    });
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, connections };
  }

  function client(oldestMs?: number): HttpClient {
    const http = new HttpClient(oldestMs);
    onTestFinished(() => http.close());
    return http;
  }

  it("keeps its connections, and takes any status for an answer", async () => {
    const { url, connections } = await server(() => ({ status: 500, body: "broken" }));
    const http = client();
    for (let n = 0; n < 3; n += 1) {
      const answer = await http.call({ method: "GET", url, timeoutMs: 5_000 });
      expect(answer).toMatchObject({ status: 500, body: "broken" });
    }
    expect(connections.size).toBe(1);
  });

  it("does not keep a connection for longer than it should", async () => {
    const { url, connections } = await server(() => ({ status: 200, body: "" }));
    const http = client(0);
    for (let n = 0; n < 3; n += 1) await http.call({ method: "GET", url, timeoutMs: 5_000 });
    expect(connections.size).toBe(3);
  });

  it("gives up, with a late answer's connection, those over which nothing came meanwhile", async () => {
    const { url, connections } = await server(({ url: path }) => (path === "/late" ? null : { status: 200, body: "" }));
    const http = client();
    const get = () => http.call({ method: "GET", url, timeoutMs: 5_000 });
    const late = (timeoutMs: number) =>
      http.call({ method: "GET", url: `${url}/late`, timeoutMs }).catch((thrown: unknown) => thrown);
    await Promise.all([get(), get()]);
    expect(connections.size).toBe(2);
    expect(await late(20)).toBeInstanceOf(Unavailable);
    await get();
    expect(connections.size).toBe(3);
    const waiting = late(100);
    await get();
    await waiting;
    await get();
    expect(connections.size).toBe(4);
  });

  it("tells a late answer from none", async () => {
    const { url } = await server(() => null);
    const late = client().call({ method: "POST", url, body: "{}", timeoutMs: 20 });
    await expect(late).rejects.toMatchObject({ name: "Unavailable", timedOut: true });
    const none = client().call({ method: "GET", url: "http://127.0.0.1:1", timeoutMs: 5_000 });
    await expect(none).rejects.toMatchObject({ name: "Unavailable", timedOut: false, status: "error" });
  });
});
