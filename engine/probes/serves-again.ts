import { setTimeout as sleep } from "node:timers/promises";
import type { Probe, ProbeContext } from "./probe.ts";
import { eventually } from "./eventually.ts";
import { type Message, outputOf, sendMessage, statusCounts } from "./send-message.ts";

const inARow = 3;
const betweenMs = 200;

/**
 * Requests come to succeed, several in a row; an open breaker that nobody else calls needs them to close.
 * @param eachMs how long each of them may take, milliseconds
 */
export function servesAgain(name: string, message: Omit<Message, "id">, withinMs: number, eachMs = Infinity): Probe {
  let sent = 0;
  const send = (context: ProbeContext) =>
    sendMessage(context, { ...message, id: `${context.runId}-${name}-${(sent += 1)}` });
  const subject = `${message.target}/${message.intent}${eachMs === Infinity ? "" : `, each within ${eachMs} ms`}`;
  return eventually(name, subject, withinMs, async (context) => {
    for (let n = 1; n <= inARow; n += 1) {
      const answer = await send(context);
      if (outputOf(answer) === null) return { ok: false, detail: statusCounts([answer]) };
      if (answer.tookMs > eachMs) return { ok: false, detail: `an answer took ${Math.round(answer.tookMs)} ms` };
      await sleep(betweenMs, undefined, { signal: context.signal });
    }
    return { ok: true, detail: `${inARow} in a row succeeded` };
  });
}
