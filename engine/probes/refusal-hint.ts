import { gatedLoads } from "../../contract/payloads.ts";
import { eventually } from "./eventually.ts";
import type { Observation, Probe } from "./probe.ts";
import { type Answer, isHinted, outputOf, refusalOf, sendMessage, sendSteadily, statusCounts } from "./send-message.ts";

/** How requests go on once a hint came: few enough to leave breakers and places alone, milliseconds. */
const steadily = { everyMs: 500, spanMs: 4_500 } as const;

/**
 * A route comes to refuse with the status and says when to come back, in header and body; from then on, whoever it does
 * not serve is refused with 429 or 503 and such a hint.
 * @param withinMs milliseconds until the first hint; what follows it takes five seconds more
 * @param pace of what follows it, milliseconds
 */
export function refusesWithHint(
  name: string,
  route: string,
  status: number,
  withinMs: number,
  pace: { everyMs: number; spanMs: number } = steadily,
): Probe {
  const load = gatedLoads.find((each) => each.name === route);
  if (load === undefined) throw new Error(`no gated route is called ${route}`);
  const { path, target, intent, input } = load;
  let n = 0;
  const first = eventually(name, path, withinMs, async (context) => {
    const id = `${context.runId}-${name}-${(n += 1)}`;
    const answer = await sendMessage(context, { target, intent, input, id });
    return { ok: answer.status === status && isHinted(answer), detail: inWords(answer) };
  });
  return {
    name,
    observe: async (context) => {
      const seen = await first.observe(context);
      if (seen.some(({ ok }) => ok !== true)) return seen;
      const id = `${context.runId}-${name}-then`;
      const answers = await sendSteadily(context, { target, intent, input, id }, pace);
      return seen.map((each) => judgeStill(each, answers));
    },
  };
}

/** What was seen first stands only where every refusal after it has its hint too. */
export function judgeStill(
  first: Observation,
  answers: readonly Pick<Answer, "status" | "body" | "retryAfter">[],
): Observation {
  const unserved = answers.filter((answer) => outputOf(answer) === null);
  const without = unserved.filter((answer) => !isHinted(answer)).length;
  const detail = `${first.detail}; then ${statusCounts(answers)}, ${without} of ${unserved.length} unserved without a hint`;
  return without === 0 ? { ...first, detail } : { subject: first.subject, ok: false, detail };
}

function inWords(answer: Answer): string {
  if (answer.status === 0) return `no answer within ${(answer.tookMs / 1_000).toFixed(1)} s`;
  const inBody = refusalOf(answer)?.retryAfter;
  return `${answer.status}, Retry-After ${answer.retryAfter ?? "absent"}, body retry_after ${inBody ?? "absent"}`;
}
