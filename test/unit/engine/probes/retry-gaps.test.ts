import { describe, expect, it } from "vitest";
import { settings as schema } from "../../../../contract/settings.ts";
import { judgeWaits, leastMeanMs, waitBounds } from "../../../../engine/probes/retry-gaps.ts";
import { policiesFrom } from "../../../../reference/resilience/guard.ts";
import { delayMs } from "../../../../reference/resilience/retry.ts";

const settings = schema.parse({});
const refusal = (error: string, tookMs: number) => ({ status: 503, tookMs, body: { detail: { error } } });

/** Requests whose chances lie spread over what jitter allows, each with so much work beside its waits. */
function requests(base: number, workMs: number, count = 20) {
  const { retry } = policiesFrom({ ...settings, RETRY_EXPONENTIAL_BASE: base });
  if (retry === undefined) throw new Error("nothing is tried again");
  return Array.from({ length: count }, (_, n) => {
    const first = delayMs(retry, 1, (n + 0.5) / count);
    const second = delayMs(retry, 2, ((n * 7) % count) / count);
    return refusal("retries_exhausted", first + second + workMs);
  });
}
const atOnce = (workMs: number) => Array.from({ length: 9 }, () => refusal("circuit_open", workMs));
const judged = (answers: ReturnType<typeof refusal>[], besideMs: number[] = []) =>
  judgeWaits("s", { answers, beside: besideMs.map((tookMs) => ({ tookMs })) }, settings).ok;

describe("waits between attempts", () => {
  it("are fine where they grow by the base, whatever a request takes beside them", () => {
    expect(judged(requests(2, 0))).toBe(true);
    expect(judged([...requests(2, 60), ...atOnce(60)])).toBe(true);
  });

  it("are not where each is as long as the first, however long a request takes beside them", () => {
    expect(judged(requests(1, 0))).toBe(false);
    expect(judged([...requests(1, 90), ...atOnce(60)])).toBe(false);
  });

  it("are not where one request waits less or more than jitter allows", () => {
    expect(judged([...requests(2, 0), refusal("retries_exhausted", 140)])).toBe(false);
    expect(judged([...requests(2, 0), refusal("retries_exhausted", 710)])).toBe(false);
  });

  it("are not where there are none", () => {
    expect(judged([refusal("retries_exhausted", 9)])).toBe(false);
  });

  it("show nothing where a breaker refuses at once", () => {
    expect(judged(atOnce(5))).toBeNull();
  });

  it("show nothing where a request takes longer beside them than they themselves do", () => {
    expect(judged([...requests(2, 300), ...atOnce(300)])).toBeNull();
  });

  it("may seem as much longer as a request that does not wait was seen to take", () => {
    const late = refusal("retries_exhausted", 710);
    expect(judged([...requests(2, 60), late, ...atOnce(60)])).toBe(false);
    expect(judged([...requests(2, 60), late, ...atOnce(60), refusal("circuit_open", 400)])).toBe(true);
  });

  it("may seem as much longer as a call that needs no retry took at the same time", () => {
    const late = refusal("retries_exhausted", 710);
    expect(judged([...requests(2, 0), late], [20, 30, 240])).toBe(false);
    expect(judged([...requests(2, 0), late], [20, 30, 270])).toBe(true);
    expect(judged([...requests(1, 0), late], [20, 30, 270])).toBe(false);
  });

  it("need no mean without jitter", () => {
    const exact = { ...settings, RETRY_JITTER: false };
    const answers = (ms: number) => [refusal("retries_exhausted", ms), ...atOnce(20)];
    expect(judgeWaits("s", { answers: answers(310), beside: [] }, exact).ok).toBe(true);
    expect(judgeWaits("s", { answers: answers(220), beside: [] }, exact).ok).toBe(false);
  });
});

it("bounds the waits between attempts by base, longest wait and jitter", () => {
  expect(waitBounds(settings)).toEqual({ leastMs: 150, mostMs: 450 });
  expect(waitBounds({ ...settings, RETRY_JITTER: false })).toEqual({ leastMs: 300, mostMs: 300 });
  expect(waitBounds({ ...settings, RETRY_MAX_ATTEMPTS: 1 })).toEqual({ leastMs: 0, mostMs: 0 });
});

it("asks more of the mean the more requests there are", () => {
  expect(Math.round(leastMeanMs(settings, 1))).toBe(106);
  expect(Math.round(leastMeanMs(settings, 20))).toBe(257);
});
