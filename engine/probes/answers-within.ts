import type { Observation, Probe } from "./probe.ts";
import { type Answer, type Message, sendSteadily, statusCounts } from "./send-message.ts";

/**
 * No answer, whatever its status, comes later than the limit, for requests sent twice a second.
 * @param limitMs milliseconds
 * @param spanMs for how long requests are sent, milliseconds
 */
export function answersWithin(name: string, message: Omit<Message, "id">, limitMs: number, spanMs: number): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      const answers = await sendSteadily(context, { ...message, id }, { everyMs: 500, spanMs });
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
  const detail = `${statusCounts(answers)}; the slowest took ${(slowest / 1_000).toFixed(1)} s`;
  return { subject, ok: slowest <= limitMs && !silent, detail };
}
