import type { Observation, Probe } from "./probe.ts";
import { type Answer, type Message, outputOf, refusalOf, sendSteadily, statusCounts } from "./send-message.ts";

/** Over a span of saturation, whoever is not served is refused with 429 or 503 and told when to come back. */
export function shedsWithHint(name: string, message: Omit<Message, "id">, spanMs: number): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      const answers = await sendSteadily(context, { ...message, id }, { everyMs: 250, spanMs });
      return [judgeShedding(`${message.target}/${message.intent}`, answers)];
    },
  };
}

/** Without a refusal there was no saturation, and nothing was shown. */
export function judgeShedding(
  subject: string,
  answers: readonly Pick<Answer, "status" | "body" | "retryAfter">[],
): Observation {
  const unserved = answers.filter((answer) => outputOf(answer) === null);
  const detail = statusCounts(answers);
  if (unserved.length === 0) return { subject, ok: null, detail: `not saturated: ${detail}` };
  const without = unserved.filter((answer) => !isHinted(answer)).length;
  return { subject, ok: without === 0, detail: `${detail}; ${without} of ${unserved.length} refusals without a hint` };
}

function isHinted(answer: Pick<Answer, "status" | "body" | "retryAfter">): boolean {
  const isRefusal = answer.status === 429 || answer.status === 503;
  return isRefusal && (answer.retryAfter ?? 0) > 0 && refusalOf(answer)?.retryAfter != null;
}
