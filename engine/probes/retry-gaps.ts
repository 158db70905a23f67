import type { Settings } from "../../contract/settings.ts";
import type { Observation, Probe } from "./probe.ts";
import { sum } from "./prometheus-text.ts";
import { type Message, sendSteadily, statusCounts } from "./send-message.ts";

type RetrySettings = Pick<
  Settings,
  "RETRY_MAX_ATTEMPTS" | "RETRY_INITIAL_DELAY" | "RETRY_MAX_DELAY" | "RETRY_EXPONENTIAL_BASE" | "RETRY_JITTER"
>;

/** What a request takes beside its waits at most: three hops and a busy machine, milliseconds. */
const workMs = 250;

/**
 * Close enough together for some twenty to be under way in two pods before their breakers open, far enough apart to find
 * places in their bulkheads; the rest is refused at once, and shows what a request takes beside its waits. Milliseconds.
 */
const pace = { everyMs: 25, spanMs: 1_500 } as const;

/** How far chance takes a mean below what is expected: less than once in seven hundred times, in standard errors. */
const standardErrors = 3;

/** Calls beside them that need no retry, all the time that one of those may wait, milliseconds. */
const unhurtPace = { everyMs: 100, spanMs: 2_000 } as const;

/** A call whose every attempt is refused, and one of an agent that answers. */
export interface RetriedCalls {
  refused: Omit<Message, "id">;
  unhurt: Omit<Message, "id">;
}

/**
 * Retries wait as configured. A refused attempt takes no time, so that a request which fails on every attempt takes as
 * long as the waits between them. Nothing else may call this route meanwhile: its breaker would open at once. What holds
 * up mesh or the machine holds up the calls that are unhurt as well, and is no wait.
 */
export function retriesWait(name: string, { refused, unhurt }: RetriedCalls, settings: RetrySettings): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      const [answers, beside] = await Promise.all([
        sendSteadily(context, { ...refused, id }, pace),
        sendSteadily(context, { ...unhurt, id: `${id}-unhurt` }, unhurtPace),
      ]);
      return [judgeWaits(`${refused.target}/${refused.intent}`, { answers, beside }, settings)];
    },
  };
}

/** The waits of one request before jitter, milliseconds. */
function delays(settings: RetrySettings): number[] {
  const { RETRY_MAX_ATTEMPTS, RETRY_INITIAL_DELAY, RETRY_MAX_DELAY, RETRY_EXPONENTIAL_BASE } = settings;
  return Array.from(
    { length: RETRY_MAX_ATTEMPTS - 1 },
    (_, retry) => 1_000 * Math.min(RETRY_MAX_DELAY, RETRY_INITIAL_DELAY * RETRY_EXPONENTIAL_BASE ** retry),
  );
}

/** Bounds of all waits of one request together, milliseconds. */
export function waitBounds(settings: RetrySettings): { leastMs: number; mostMs: number } {
  const totalMs = sum(delays(settings));
  return settings.RETRY_JITTER
    ? { leastMs: totalMs / 2, mostMs: totalMs * 1.5 }
    : { leastMs: totalMs, mostMs: totalMs };
}

/** The least that all waits of a request take on average over so many requests, milliseconds. */
export function leastMeanMs(settings: RetrySettings, requests: number): number {
  const waits = delays(settings);
  if (!settings.RETRY_JITTER) return sum(waits);
  // Jitter spreads each wait evenly over a range as wide as the wait itself.
  const variance = sum(waits.map((wait) => wait ** 2 / 12));
  return sum(waits) - standardErrors * Math.sqrt(variance / requests);
}

/**
 * Requests that failed on every attempt are 503s that took a while; what an open breaker refuses comes at once. Jitter
 * hides in one request whether its waits grow, and not in the mean of many.
 * @param sent.answers of the refused calls
 * @param sent.beside of those beside them
 */
export function judgeWaits(
  subject: string,
  {
    answers,
    beside,
  }: {
    answers: readonly { status: number; tookMs: number; body: unknown }[];
    beside: readonly { tookMs: number }[];
  },
  settings: RetrySettings,
): Observation {
  const refusals = answers.filter(({ status }) => status === 503);
  const exhausted = refusals.filter(({ body }) => saysExhausted(body)).map(({ tookMs }) => tookMs);
  if (exhausted.length === 0) {
    return { subject, ok: null, detail: `no request failed on every attempt: ${statusCounts(answers)}` };
  }
  const { leastMs, mostMs } = waitBounds(settings);
  const atOnce = refusals.filter(({ body }) => !saysExhausted(body)).map(({ tookMs }) => tookMs);
  const workedMs = median(atOnce);
  if (workedMs > workMs) {
    const detail = `what is refused at once takes ${workedMs.toFixed(0)} ms: too long to see waits by the time of requests`;
    return { subject, ok: null, detail };
  }
  // Without jitter each request says it all.
  const besideMs = settings.RETRY_JITTER ? workedMs : 0;
  const meanMs = sum(exhausted) / exhausted.length - besideMs;
  const leastMean = leastMeanMs(settings, exhausted.length);
  const shortest = Math.min(...exhausted);
  const longest = Math.max(...exhausted);
  const heldUpMs = Math.max(...atOnce, ...beside.map(({ tookMs }) => tookMs), 0);
  const ok = shortest >= leastMs && longest <= mostMs + Math.max(workMs, heldUpMs) && meanMs >= leastMean;
  const whole = Math.round;
  const detail =
    `waits of ${whole(shortest)} to ${whole(longest)} ms in ${exhausted.length} requests, ${leastMs} to ${mostMs} ms allowed; ` +
    `${whole(meanMs)} ms on average without ${whole(besideMs)} ms of work, ${whole(leastMean)} ms due; ` +
    `calls that need no retry took up to ${whole(heldUpMs)} ms`;
  return { subject, ok, detail };
}

/** Zero where there are none. */
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** By the reference's word for it, or by BIOwerk's. */
const saysExhausted = (body: unknown) => /retries_exhausted|retry attempts exhausted/i.test(JSON.stringify(body) ?? "");
