import { goneBy, type Observation, type Probe } from "./probe.ts";
import { type Message, outputOf, sendSteadily, statusCounts, type TimedAnswer } from "./send-message.ts";

/**
 * Requests succeed again within the time, and go on to: the last failure of the span is no later.
 * @param withinMs from where what is looked at began, milliseconds
 * @param spanMs for how long requests are sent, well beyond `withinMs`, milliseconds
 */
export function trafficMoves(name: string, message: Omit<Message, "id">, withinMs: number, spanMs: number): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      const lateMs = goneBy(context);
      const answers = await sendSteadily(context, { ...message, id }, { everyMs: 200, spanMs });
      return [judgeMove(`${message.target}/${message.intent}`, answers, withinMs, lateMs)];
    },
  };
}

/**
 * When the last request that failed was sent, against the limit.
 * @param lateMs how long after the beginning the first one was sent, milliseconds
 */
export function judgeMove(
  subject: string,
  answers: readonly Pick<TimedAnswer, "atMs" | "status" | "body">[],
  withinMs: number,
  lateMs = 0,
): Observation {
  if (lateMs >= withinMs) {
    return { subject, ok: null, detail: `nothing was sent before ${(lateMs / 1_000).toFixed(1)} s had gone by` };
  }
  if (!answers.some(({ atMs }) => lateMs + atMs > withinMs))
    return { subject, ok: null, detail: "nothing was sent afterwards" };
  const failed = answers.filter((answer) => outputOf(answer) === null);
  if (failed.length === 0) return { subject, ok: true, detail: `${statusCounts(answers)}; none failed`, ms: 0 };
  const lastMs = Math.round(Math.max(...failed.map(({ atMs }) => atMs)));
  const detail = `${statusCounts(answers)}; the last failure after ${(lastMs / 1_000).toFixed(1)} s`;
  return { subject, ok: lateMs + lastMs <= withinMs, detail, ms: lastMs };
}
