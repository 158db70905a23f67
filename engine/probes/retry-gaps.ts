import type { Settings } from "../../contract/settings.ts";
import type { Observation, Probe } from "./probe.ts";
import { type Message, sendMessage, statusCounts, type TimedAnswer } from "./send-message.ts";

type RetrySettings = Pick<
  Settings,
  "RETRY_MAX_ATTEMPTS" | "RETRY_INITIAL_DELAY" | "RETRY_MAX_DELAY" | "RETRY_EXPONENTIAL_BASE" | "RETRY_JITTER"
>;

/** What a request takes beside its waits: three hops and a busy machine, milliseconds. */
const workMs = 250;

/**
 * Retries wait as configured. A refused attempt takes no time, so that a request which fails on every attempt takes as
 * long as the waits between them. Nothing else may call this route meanwhile: its breaker would open at once.
 * @param requests how many are sent, one after the other, until the breaker refuses
 */
export function retriesWait(name: string, message: Omit<Message, "id">, settings: RetrySettings, requests = 12): Probe {
  return {
    name,
    observe: async (context) => {
      const answers: Omit<TimedAnswer, "atMs">[] = [];
      for (let n = 0; n < requests; n += 1) {
        const id = `${context.runId}-${name}-${n}`;
        answers.push(await sendMessage(context, { ...message, id }));
      }
      return [judgeWaits(`${message.target}/${message.intent}`, answers, settings)];
    },
  };
}

/** Bounds of all waits of one request together, milliseconds. */
export function waitBounds(settings: RetrySettings): { leastMs: number; mostMs: number } {
  const { RETRY_MAX_ATTEMPTS, RETRY_INITIAL_DELAY, RETRY_MAX_DELAY, RETRY_EXPONENTIAL_BASE, RETRY_JITTER } = settings;
  let totalMs = 0;
  for (let retry = 0; retry < RETRY_MAX_ATTEMPTS - 1; retry += 1) {
    totalMs += 1_000 * Math.min(RETRY_MAX_DELAY, RETRY_INITIAL_DELAY * RETRY_EXPONENTIAL_BASE ** retry);
  }
  return RETRY_JITTER ? { leastMs: totalMs / 2, mostMs: totalMs * 1.5 } : { leastMs: totalMs, mostMs: totalMs };
}

/** Requests that failed on every attempt are 503s that took a while; what an open breaker refuses comes at once. */
export function judgeWaits(
  subject: string,
  answers: readonly { status: number; tookMs: number; body: unknown }[],
  settings: RetrySettings,
): Observation {
  const { leastMs, mostMs } = waitBounds(settings);
  const exhausted = answers.filter(({ status, body }) => status === 503 && saysExhausted(body));
  const allowed = `${leastMs} to ${mostMs} ms allowed`;
  if (exhausted.length === 0) {
    return { subject, ok: null, detail: `no request failed on every attempt: ${statusCounts(answers)}` };
  }
  const times = exhausted.map(({ tookMs }) => Math.round(tookMs));
  const ok = times.every((time) => time >= leastMs && time <= mostMs + workMs);
  return { subject, ok, detail: `waits of ${times.join(", ")} ms in ${times.length} requests, ${allowed}` };
}

/** By the reference's word for it, or by BIOwerk's. */
const saysExhausted = (body: unknown) => /retries_exhausted|retry attempts exhausted/i.test(JSON.stringify(body) ?? "");
