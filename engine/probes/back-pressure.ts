import type { RefusalReason } from "../../contract/refusals.ts";
import type { Observation, Probe } from "./probe.ts";
import {
  type Answer,
  isHinted,
  type Message,
  outputOf,
  refusalOf,
  sendSteadily,
  statusCounts,
} from "./send-message.ts";

/** What a client is told that used up its own share: no word for a saturated service. */
export const throttled: RefusalReason = "rate_limit_exceeded";

/**
 * Over a span of saturation, whoever is not served is refused with 429 or 503 and told when to come back. Each request
 * is a client of its own, so that none of them is beyond its own limit, and none may be told so.
 * @param how.limited whether the target limits clients, and tells them apart
 */
export function shedsWithHint(
  name: string,
  message: Omit<Message, "id">,
  how: { spanMs: number; limited: boolean },
): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      const answers = await sendSteadily(context, { ...message, id }, { everyMs: 250, spanMs: how.spanMs });
      return [judgeShedding(`${message.target}/${message.intent}`, answers, how)];
    },
  };
}

/** Without a refusal there was no saturation, and nothing was shown. */
export function judgeShedding(
  subject: string,
  answers: readonly Pick<Answer, "status" | "body" | "retryAfter">[],
  { limited }: { limited: boolean },
): Observation {
  const unserved = answers.filter((answer) => outputOf(answer) === null);
  const counts = statusCounts(answers);
  if (unserved.length === 0) return { subject, ok: null, detail: `not saturated: ${counts}` };
  const without = unserved.filter((answer) => !isHinted(answer)).length;
  const misnamed = limited ? unserved.filter((answer) => refusalOf(answer)?.error === throttled).length : 0;
  const named = misnamed === 0 ? "" : `, ${misnamed} called ${throttled}`;
  const detail = `${counts}; ${without} of ${unserved.length} refusals without a hint${named}`;
  return { subject, ok: without === 0 && misnamed === 0, detail };
}
