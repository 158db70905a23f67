import { setTimeout as sleep } from "node:timers/promises";
import { type Restarts, restarts } from "../probes/crash-loops.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { type LiveBudget, usualLimits } from "./live-budget.ts";

const lookEveryMs = 1_000;
/** Pods are looked at less often: what they cost the API is the target's, where both share a machine. */
const podsEveryLooks = 3;

/** What a watch has to tell: more harm than may be, or (`ok: null`) that it could not be seen. */
export interface Harm {
  ok: false | null;
  detail: string;
}

/**
 * Looks once a second, until the signal ends it, whether the faults do more harm than they may.
 * @returns undefined = they did not; harm is told at once
 */
export async function watchLive(
  context: ProbeContext,
  budget: LiveBudget,
  signal: AbortSignal,
  pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { signal }).catch(() => undefined),
): Promise<Harm | undefined> {
  let first: Restarts[] | undefined;
  let latest: Restarts[] | undefined;
  const look = async () => {
    latest = await restarts(context, context.environment.workloads);
    first ??= latest;
  };
  for (let looks = 0; !signal.aborted; looks += 1) {
    // Not waited for, so that the budget is looked at even where the API hangs; the lease tells of that.
    if (looks % podsEveryLooks === 0) look().catch(() => undefined);
    await pause(lookEveryMs);
    const reason = budget.exceeded(Date.now()) ?? crashLoop(first ?? [], latest ?? []);
    if (reason !== undefined && !signal.aborted) return { ok: false, detail: reason };
  }
  return first === undefined ? { ok: null, detail: "the pods could not be looked at" } : undefined;
}

/** The container that restarted too often, in words; a pod that is new had none before. */
export function crashLoop(before: readonly Restarts[], now: readonly Restarts[]): string | undefined {
  const known = new Map(before.map(({ pod, count }) => [pod, count]));
  const restarted = now.map(({ pod, count }) => ({ pod, times: count - (known.get(pod) ?? 0) }));
  const worst = restarted.find(({ times }) => times >= usualLimits.restarts);
  return worst && `${worst.pod} restarted ${worst.times} times while the fault was in force`;
}
