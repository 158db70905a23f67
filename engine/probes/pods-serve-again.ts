import { breakerStates, resilienceMetrics } from "../../contract/metrics.ts";
import { eventually } from "./eventually.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { valuesOf } from "./prometheus-text.ts";
import { type Message, outputOf, sendMessage, statusCounts } from "./send-message.ts";

/** Each takes a connection of its own, so that they spread over the pods. */
const atOnce = 6;

/**
 * Requests at once come to succeed, and no pod of mesh has its breaker towards the agent open: nobody else need call it,
 * for a breaker closes only over calls.
 * @param withinMs milliseconds
 */
export function podsServeAgain(name: string, message: Omit<Message, "id">, withinMs: number): Probe {
  let sent = 0;
  const send = (context: ProbeContext) =>
    sendMessage(context, { ...message, id: `${context.runId}-${name}-${(sent += 1)}` });
  return eventually(name, `${message.target}/${message.intent}`, withinMs, async (context) => {
    const answers = await Promise.all(Array.from({ length: atOnce }, () => send(context)));
    const open = await openPods(context, message.target);
    const others = open.length === 0 ? "" : `; open still: ${open.join(", ")}`;
    const ok = open.length === 0 && answers.every((answer) => outputOf(answer) !== null);
    return { ok, detail: `${statusCounts(answers)}${others}` };
  });
}

async function openPods(context: ProbeContext, agent: string): Promise<string[]> {
  const isOpen = (state: number) => state !== breakerStates.closed;
  return [...(await podMetrics(context, "mesh"))].flatMap(([pod, samples]) =>
    valuesOf(samples, resilienceMetrics.breakerState, { service: agent }).some(isOpen) ? [pod] : [],
  );
}
