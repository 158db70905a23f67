import type { Observation } from "./probe.ts";
import { sum } from "./prometheus-text.ts";

/** A pod's breaker at one moment: whether it lets no call through, and what it has counted so far. */
export interface BreakerLook {
  open: boolean;
  failures: number;
  successes: number;
}

/** When a breaker must open. */
export interface BreakerLimits {
  /** failures in a row */
  consecutive: number;
  /** share of failures in a full window, over 0 to 1 */
  ratio: number;
  /** calls in the window */
  windowSize: number;
}

/** What a pod's breaker saw: how many calls it had counted before, then each call with the state that it left. */
export interface BreakerHistory {
  seenBefore: number;
  calls: { failed: boolean; open: boolean }[];
}

/**
 * What each pod's breaker saw between looks. Of several calls between two looks the failures are taken to be the last.
 * @throws Error where a pod counts anew: what its breaker saw before is not known any more
 */
export function historiesOf(looks: readonly ReadonlyMap<string, BreakerLook>[]): Map<string, BreakerHistory> {
  const histories = new Map<string, BreakerHistory>();
  const last = new Map<string, BreakerLook>();
  for (const [n, look] of looks.entries()) {
    for (const [pod, now] of look) {
      const before = last.get(pod) ?? (n === 0 ? now : { open: false, failures: 0, successes: 0 });
      const history = histories.get(pod) ?? { seenBefore: before.failures + before.successes, calls: [] };
      histories.set(pod, history);
      history.calls.push(...callsBetween(pod, before, now));
      last.set(pod, now);
    }
  }
  return histories;
}

function callsBetween(pod: string, before: BreakerLook, now: BreakerLook): BreakerHistory["calls"] {
  const successes = now.successes - before.successes;
  const failures = now.failures - before.failures;
  if (Math.min(successes, failures) < 0) throw new Error(`${pod} began to count anew`);
  return Array.from({ length: successes + failures }, (_, n) => ({
    failed: n >= successes,
    open: n === successes + failures - 1 ? now.open : before.open,
  }));
}

type Histories = ReadonlyMap<string, BreakerHistory>;

/** A breaker that has seen no call stays closed where the first one fails. */
export function judgeCold(histories: Histories): Observation {
  const subject = "over one failure, cold";
  const [pod, history] = [...histories].find(([, { calls }]) => calls[0]?.failed === true) ?? [];
  const first = history?.calls[0];
  if (pod === undefined || history === undefined || first === undefined)
    return { subject, ok: null, detail: "no pod of mesh counted the failure" };
  const state = `the breaker of ${pod} ${first.open ? "opens" : "stays closed"}`;
  const { seenBefore } = history;
  if (seenBefore === 0) return { subject, ok: !first.open, detail: `${state}; no call before` };
  return { subject, ok: null, detail: `${state}, but saw ${seenBefore} calls before: only new pods of mesh show it` };
}

/** A breaker whose window is full of successes stays closed over one failure: no SLO allows fewer. */
export function judgeAmidSuccesses(histories: Histories, windowSize: number): Observation {
  const subject = "at the SLO's error rate";
  for (const [pod, { calls }] of histories) {
    const at = calls.findIndex(({ failed }, n) => failed && n >= windowSize && !failuresIn(calls, n, windowSize));
    const call = calls[at];
    if (call === undefined) continue;
    const state = `the breaker of ${pod} ${call.open ? "opens" : "stays closed"}`;
    return { subject, ok: !call.open, detail: `${state} over one failure after ${windowSize} successes` };
  }
  return { subject, ok: null, detail: `no pod of mesh counted a failure after ${windowSize} successes` };
}

/** Failures in the window before the n-th call. */
const failuresIn = (calls: BreakerHistory["calls"], n: number, windowSize: number) =>
  calls.slice(Math.max(0, n - windowSize), n).filter(({ failed }) => failed).length;

/** The first breaker that opens, or that must have, does so no earlier and no later than its limits say. */
export function judgeThreshold(histories: Histories, limits: BreakerLimits): Observation {
  const { consecutive, ratio, windowSize } = limits;
  const subject = "at the threshold";
  for (const [pod, { calls }] of histories) {
    for (const [n, { open }] of calls.entries()) {
      const failures = failuresIn(calls, n + 1, windowSize);
      const run = failuresInARow(calls.slice(0, n + 1));
      const isFull = n + 1 >= windowSize;
      const isDue = run >= consecutive || (isFull && failures / windowSize >= ratio);
      if (!open && !isDue) continue;
      const seen = `${failures} of the last ${Math.min(n + 1, windowSize)} calls failed, ${run} in a row`;
      const due = isDue ? "" : `, though nothing asks for it before ${ratio * windowSize} of ${windowSize}`;
      const detail = `${seen}: the breaker of ${pod} ${open ? "opens" : "stays closed"}${due}`;
      return { subject, ok: open && isDue, detail };
    }
  }
  const counted = sum([...histories.values()].map(({ calls }) => calls.length));
  return { subject, ok: null, detail: `no breaker came to ${ratio * windowSize} failures in ${counted} calls` };
}

/** Failures at the end of a history, one after the other. */
export function failuresInARow(calls: BreakerHistory["calls"]): number {
  return calls.length - 1 - calls.findLastIndex(({ failed }) => !failed);
}
