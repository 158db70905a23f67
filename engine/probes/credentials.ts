import type { Credential } from "../credentials/signed-in.ts";
import { eventually } from "./eventually.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import {
  type Answer,
  isHinted,
  type Message,
  outputOf,
  sendMessage,
  sendSteadily,
  statusCounts,
} from "./send-message.ts";

/** A request that itself keeps nothing: only who asks is looked up. */
const question = {
  target: "synapse",
  intent: "storyboard",
  input: { topic: "Who may see the results", num_slides: 3 },
} as const satisfies Omit<Message, "id">;

const subject = `${question.target}/${question.intent} with a credential`;

/** Whether mesh looks users up where one was seeded: it serves that user, and knows a stranger for one. True, or why not. */
export async function honoursCredentials(
  context: ProbeContext,
  { token, strangersToken }: Credential,
): Promise<true | string> {
  const id = `${context.runId}-credential`;
  const user = await sendMessage(context, { ...question, id: `${id}-user`, token });
  if (outputOf(user) === null) return `a seeded user was not served: ${statusCounts([user])}`;
  const stranger = await sendMessage(context, { ...question, id: `${id}-stranger`, token: strangersToken });
  return stranger.status === 401 || `users are not looked up: a stranger got ${statusCounts([stranger])}, not 401`;
}

/** Requests with a credential come to be served. */
export function servesCredentials(name: string, token: string, withinMs: number): Probe {
  let n = 0;
  return eventually(name, subject, withinMs, async (context) => {
    const id = `${context.runId}-${name}-before-${(n += 1)}`;
    const answer = await sendMessage(context, { ...question, id, token });
    return { ok: outputOf(answer) !== null, detail: statusCounts([answer]) };
  });
}

/**
 * Requests with a credential are refused with 503 and told when to come back, since nobody can be looked up.
 * @param pace at which they are sent, milliseconds
 */
export function refusesCredentials(name: string, token: string, pace: { everyMs: number; spanMs: number }): Probe {
  return {
    name,
    observe: async (context) => {
      const id = `${context.runId}-${name}`;
      return [judgeRefusals(await sendSteadily(context, { ...question, id, token }, pace))];
    },
  };
}

/** Every answer but a success must be a 503 with its hint; without one, nothing was refused that could be looked at. */
export function judgeRefusals(answers: readonly Pick<Answer, "status" | "body" | "retryAfter">[]): Observation {
  const unserved = answers.filter((answer) => outputOf(answer) === null);
  const counts = statusCounts(answers);
  if (unserved.length === 0) return { subject, ok: null, detail: `none was refused: ${counts}` };
  const without = unserved.filter((answer) => answer.status !== 503 || !isHinted(answer)).length;
  const detail = `${counts}; ${without} of ${unserved.length} not refused with 503, Retry-After and retry_after`;
  return { subject, ok: without === 0, detail };
}
