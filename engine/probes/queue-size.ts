import { podMetrics } from "./pod-metrics.ts";
import type { Observation, Probe } from "./probe.ts";
import { type Answer, type Message, refusalOf, sendMessage, statusCounts } from "./send-message.ts";

/** What bounds the calls of one pod of mesh to one agent. */
export interface QueueLimits {
  maxConcurrent: number;
  queueSize: number;
  /** how long a call may wait, milliseconds */
  waitMs: number;
}

/**
 * The queue takes as many as it says: of a burst that is larger than all places and queues together, the rest is turned
 * away at once, rather than after having waited for a place. The agent must be slower than the burst takes to send.
 */
export function queueIsHonoured(name: string, message: Omit<Message, "id">, limits: QueueLimits): Probe {
  return {
    name,
    observe: async (context) => {
      const pods = (await podMetrics(context, "mesh")).size;
      const size = pods * (limits.maxConcurrent + limits.queueSize) + limits.maxConcurrent;
      const burst = Array.from({ length: size }, (_, n) =>
        sendMessage(context, { ...message, id: `${context.runId}-${name}-${n}` }),
      );
      const subject = `${message.target}/${message.intent}`;
      return [judgeQueue(subject, await Promise.all(burst), pods, limits)];
    },
  };
}

/** However a burst spreads over the pods, at least so many find neither a place nor a seat in a queue. */
export function judgeQueue(
  subject: string,
  answers: readonly Pick<Answer, "status" | "body" | "tookMs">[],
  pods: number,
  { maxConcurrent, queueSize, waitMs }: QueueLimits,
): Observation {
  const due = answers.length - pods * (maxConcurrent + queueSize);
  const turnedAway = answers.filter(
    (answer) => answer.status === 429 && answer.tookMs < waitMs && refusalOf(answer) !== null,
  ).length;
  const detail = `${answers.length} at once: ${statusCounts(answers)}; ${turnedAway} turned away at once, ${due} due`;
  return { subject, ok: queueSize > 0 && turnedAway >= due, detail };
}
