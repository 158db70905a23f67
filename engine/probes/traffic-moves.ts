import type { Observation, Probe } from "./probe.ts";
import { type Message, outputOf, sendSteadily, statusCounts, type TimedAnswer } from "./send-message.ts";

/**
 * Requests succeed again within the time, and go on to: the last failure of the span is no later.
 * @param withinMs milliseconds
 * @param spanMs for how long requests are sent, well beyond `withinMs`, milliseconds
 */
export function trafficMoves(name: string, message: Omit<Message, "id">, withinMs: number, spanMs: number): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      const answers = await sendSteadily(context, { ...message, id }, { everyMs: 200, spanMs });
      return [judgeMove(`${message.target}/${message.intent}`, answers, withinMs)];
    },
  };
}

/** When the last request that failed was sent, against the limit. */
export function judgeMove(
  subject: string,
  answers: readonly Pick<TimedAnswer, "atMs" | "status" | "body">[],
  withinMs: number,
): Observation {
  if (!answers.some(({ atMs }) => atMs > withinMs)) return { subject, ok: null, detail: "nothing was sent afterwards" };
  const failed = answers.filter((answer) => outputOf(answer) === null);
  if (failed.length === 0) return { subject, ok: true, detail: `${statusCounts(answers)}; none failed`, ms: 0 };
  const lastMs = Math.round(Math.max(...failed.map(({ atMs }) => atMs)));
  const detail = `${statusCounts(answers)}; the last failure after ${(lastMs / 1_000).toFixed(1)} s`;
  return { subject, ok: lastMs <= withinMs, detail, ms: lastMs };
}
