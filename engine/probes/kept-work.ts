import type { AgentName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { outputOf, sendMessage, statusCounts } from "./send-message.ts";

/** Work that was kept before a fault, to be read during it. */
export type Kept = "plan" | "draft";

const writes: Record<Kept, { target: AgentName; intent: string; input: Record<string, unknown> }> = {
  plan: { target: "nucleus", intent: "plan", input: { goal: "Rehearse reading a plan while its store is away" } },
  draft: { target: "osteon", intent: "draft", input: { goal: "Explain what is read while the store is away" } },
};

const idOf = ({ runId }: ProbeContext, kept: Kept, at: string) => `${runId}-kept-${kept}-${at}`;

/** A plan or a draft is written and acknowledged. @param at tells several of a run apart */
export function workIsKept(name: string, kept: Kept, at: string, withinMs = 5_000): Probe {
  return eventually(name, `${kept} ${at}`, withinMs, async (context) => {
    const answer = await sendMessage(context, { ...writes[kept], id: idOf(context, kept, at) });
    return { ok: outputOf(answer) !== null, detail: statusCounts([answer]) };
  });
}

/** A plan that was kept before comes to be read, from the cache, since its store is away. */
export function planReadFromCache(name: string, at: string, withinMs: number): Probe {
  return eventually(name, `plan ${at}`, withinMs, async (context) => {
    const content = { plan_id: idOf(context, "plan", at) };
    const id = `${context.runId}-${name}-${Date.now()}`;
    const answer = await sendMessage(context, { target: "nucleus", intent: "review", input: { content }, id });
    const output = outputOf(answer);
    const detail = `${statusCounts([answer])}, cached ${String(output?.["cached"] ?? "unsaid")}`;
    return { ok: output?.["cached"] === true, detail };
  });
}

/** An export that names a kept draft comes to hold it, or comes to say that it goes without (`degraded`). */
export function draftRead(name: string, at: string, wish: "whole" | "degraded", withinMs: number): Probe {
  return eventually(name, `export of draft ${at}`, withinMs, async (context) => {
    const metadata = { draft_ids: [idOf(context, "draft", at)] };
    const id = `${context.runId}-${name}-${Date.now()}`;
    const input = { title: "Read during a fault", metadata };
    const answer = await sendMessage(context, { target: "osteon", intent: "export", input, id });
    const output = outputOf(answer);
    const found = Array.isArray(output?.["drafts"]) ? output["drafts"].length : 0;
    const degraded = output?.["degraded"];
    const detail = `${statusCounts([answer])}, ${found} drafts, degraded ${String(degraded ?? "unsaid")}`;
    return { ok: wish === "whole" ? degraded === false && found === 1 : degraded === true, detail };
  });
}
