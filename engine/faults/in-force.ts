import { DrillError } from "../../common/errors.ts";
import type { Journal } from "../evidence/journal.ts";
import type { Observation, ProbeContext } from "../probes/probe.ts";
import type { BlastRadius } from "./blast-radius.ts";
import type { Fault } from "./fault.ts";
import { type FaultPlan, planFaults } from "./fault-plan.ts";
import type { LeaseHolder } from "./lease-holder.ts";
import { notLifted } from "./lift-faults.ts";
import type { LinkWatch } from "./link-watch.ts";
import type { Patience } from "./patience.ts";
import { performUndo, performUndosPatiently } from "./perform-undo.ts";
import { allSeen, inWords, proofs } from "./proofs.ts";

export interface Injection {
  faults: readonly Fault[];
  radius: BlastRadius;
  /** false = everything but the injection itself: what comes out shows whether the proofs tell the difference */
  armed: boolean;
}

/** What was seen of the faults before the body runs. */
export interface InForce {
  /** when the injection began, or ended where a fault settles first; milliseconds since the epoch, as samples have it */
  sinceMs: number;
  proven: boolean;
  effects: Observation[];
}

/** What faults are held with. */
export interface Hold {
  context: ProbeContext;
  journal: Journal;
  lease: LeaseHolder;
  links: LinkWatch;
  patience: Patience;
}

/** Has faults in force while the body runs: plan, journal, lease, injection, effect, body, undo, restored. */
export async function holdInForce(
  hold: Hold,
  { faults, radius, armed }: Injection,
  body: (seen: InForce) => Promise<void>,
): Promise<void> {
  const { context, journal, lease, links, patience } = hold;
  const plan = await planFaults(faults, radius, context);
  await links.refresh();
  for (const { fault, undo } of plan.parts) {
    journal.append({ type: "fault-planned", fault: fault.name, summary: fault.summary, undo });
  }
  let failure: { thrown: unknown } | undefined;
  try {
    const injectingMs = Date.now();
    await lease.hold({ undo: plan.undo, filter: { watched: links.watched, cut: armed ? plan.cut : null } });
    for (const { name } of faults) journal.append({ type: "fault-injected", fault: name, armed });
    if (armed) await injectAll(faults, context);
    const sinceMs = faults.some(({ settlesFirst }) => settlesFirst) ? Date.now() : injectingMs;
    const look = () => proofs(faults, (fault) => fault.effect(context), patience);
    const effects = await look();
    const proven = allSeen(effects);
    await body({ sinceMs, proven, effects });
    lease.lost.throwIfAborted();
    if (proven) requireStillThere(await look());
  } catch (thrown) {
    failure = { thrown };
  }
  const left = await lift(hold, plan);
  for (const { name } of faults) journal.append({ type: "fault-lifted", fault: name, left });
  if (left.length > 0) throw notLifted(left, failure?.thrown);
  if (failure !== undefined) throw failure.thrown;
}

/** Injects all at once, and waits for each even where one fails: an undo must not overtake an injection. */
async function injectAll(faults: readonly Fault[], context: ProbeContext): Promise<void> {
  const ended = await Promise.allSettled(faults.map((fault) => fault.inject(context)));
  const failed = ended.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** Performs the undos and looks whether anything is left. @returns what is, each in words */
async function lift({ context, journal, lease, links, patience }: Hold, plan: FaultPlan): Promise<string[]> {
  const { api, environment } = context;
  const filter = { watched: links.watched, cut: null };
  // Packets are dropped only while the lease asks for it. Where the lease is lost, the guard lifts the faults as well.
  await lease.hold({ undo: plan.undo, filter }).catch(() => undefined);
  const perform = (operation: FaultPlan["undo"][number]) => performUndo(operation, api, environment.namespace);
  const failed = await performUndosPatiently(plan.undo, perform, patience);
  const faults = plan.parts.map(({ fault }) => fault);
  if (failed.length === 0) for (const { name } of faults) journal.append({ type: "fault-undone", fault: name });
  const seen = await proofs(faults, (fault) => fault.restored(context), patience);
  if (!allSeen(seen)) {
    return [...seen.filter(({ ok }) => ok !== true).map(inWords), ...failed.map(({ reason }) => reason)];
  }
  await lease.hold({ undo: [], filter }).catch(() => undefined);
  return [];
}

/** A proxy that was restarted is clean, and what was seen of the system since then shows nothing. */
function requireStillThere(effects: readonly Observation[]): void {
  const missing = effects.filter(({ ok }) => ok !== true);
  if (missing.length === 0) return;
  throw new DrillError({
    code: "fault.vanished",
    kind: "environment",
    message: `the fault was gone before it was lifted: ${missing.map(inWords).join("; ")}`,
    remedy: "see whether Toxiproxy, the guard or a pod that was taken was replaced, and run the drill again",
  });
}
