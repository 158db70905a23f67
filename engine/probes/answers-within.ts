import type { Observation, Probe } from "./probe.ts";
import { type Answer, type Message, sendSteadily, statusCounts } from "./send-message.ts";

/** How requests are sent whose answers are timed, milliseconds. */
export interface TimedRequests {
  /** between two requests */
  everyMs: number;
  /** for how long they are sent */
  spanMs: number;
  /** how long each answer is waited for: longer than the limit, so that the figure can be told */
  timeoutMs?: number;
}

/**
 * No answer, whatever its status, comes later than the limit.
 * @param limitMs milliseconds
 */
export function answersWithin(name: string, message: Omit<Message, "id">, limitMs: number, pace: TimedRequests): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      const answers = await sendSteadily(context, { ...message, id }, pace);
      return [judgeLatest(`${message.target}/${message.intent}`, answers, limitMs)];
    },
  };
}

/** The slowest answer against the limit; a request without an answer is later than any. */
export function judgeLatest(
  subject: string,
  answers: readonly Pick<Answer, "status" | "tookMs">[],
  limitMs: number,
): Observation {
  if (answers.length === 0) return { subject, ok: null, detail: "nothing was sent" };
  const slowest = Math.max(...answers.map(({ tookMs }) => tookMs));
  const silent = answers.some(({ status }) => status === 0);
  const seconds = `${(slowest / 1_000).toFixed(1)} s`;
  const detail = `${statusCounts(answers)}; ${silent ? `no answer within ${seconds}` : `the last answered after ${seconds}`}`;
  return { subject, ok: slowest <= limitMs && !silent, detail };
}
