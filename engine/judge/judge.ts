import type { Evidence, Gap, LoadEvidence } from "../evidence/evidence.ts";
import type { Tally } from "../evidence/latency-summary.ts";
import type { Judgement, Objective, ObjectiveResult } from "../evidence/objective.ts";
import { judgeAchievedRate } from "./achieved-rate.ts";
import { droppedThere } from "./due-arrivals.ts";
import { judgeErrors } from "./errors.ts";
import { notExercised, oneLine } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { judgeGoodput } from "./goodput.ts";
import { judgeLatency } from "./latency.ts";
import { loadHealth } from "./load-health.ts";
import { judgeProbe } from "./probe.ts";
import { runState, stopOf } from "./run-state.ts";
import type { RunState, Stop } from "./run-state.ts";
import { combine } from "./verdict.ts";
import { demandOf } from "./wording.ts";

/**
 * Says how a run came out, from its evidence alone: the same evidence gives the same judgement, byte for byte, whatever
 * the order in which the events are listed.
 */
export function judge(evidence: Evidence): Judgement {
  const state = runState(evidence);
  const objectives = evidence.plan.objectives.map((objective) => judgeObjective(objective, evidence, state));
  const optional = new Set(evidence.plan.objectives.flatMap(({ id, required }) => (required === false ? [id] : [])));
  return { ...combine(objectives, optional, state), objectives };
}

/** How a run would come out if it ended here; for what must be decided before its end, such as what to keep. */
export function judgeSoFar(evidence: Evidence): Judgement {
  const seq = evidence.events.length;
  return judge({ ...evidence, events: [...evidence.events, { seq, atMs: 0, type: "run-ended" }] });
}

function judgeObjective(objective: Objective, evidence: Evidence, state: RunState): ObjectiveResult {
  const unasked = objective.needs.some((need) => !Object.hasOwn(evidence.plan.capabilities, need));
  const found = find(objective, evidence, state.gaps);
  const finding = notEvaluated(found, stopOf(state, objective.id), unasked || isUnsent(objective, found));
  return {
    id: objective.id,
    title: objective.title,
    outcome: finding.outcome,
    observed: finding.observed,
    demanded: demandOf(objective),
    samples: finding.samples,
    reason: oneLine(finding.reason),
    remedy: objective.remedy,
  };
}

/** Whether a load sent nothing in the phase that is asked for: a run that stopped before, or in the middle of it. */
const isUnsent = ({ kind }: Objective, { outcome, samples }: Finding) =>
  kind !== "probe" && outcome === "inconclusive" && samples === 0;

/** What a stopped run did not get to is not the same as what a whole run left out, or what it found to be unused. */
function notEvaluated(finding: Finding, stopped: Stop | null, unasked: boolean): Finding {
  if (stopped === null) return finding;
  const reason = `the run stopped before: ${stopped.reason}`;
  if (stopped.unexercised && finding.samples === 0 && finding.outcome === "inconclusive") return notExercised(reason);
  const { outcome } = finding;
  const open = outcome === "not-exercised" || (unasked && (outcome === "not-testable" || outcome === "inconclusive"));
  if (!open) return finding;
  return stopped.unexercised ? notExercised(reason) : { ...finding, outcome: "not-evaluated", reason };
}

function find(objective: Objective, evidence: Evidence, gaps: readonly Gap[]): Finding {
  const lacking = lackOf(objective.needs, evidence.plan.capabilities);
  if (lacking !== null) return { outcome: "not-testable", observed: "nothing", samples: 0, reason: lacking };
  if (objective.kind === "probe") return judgeProbe(objective, evidence.events, gaps);

  if (!evidence.plan.loads.some(({ name }) => name === objective.load)) {
    const reason = `the plan has no load "${objective.load}"`;
    return { outcome: "error", observed: "nothing", samples: 0, reason };
  }
  const load = evidence.loads.find(({ plan }) => plan.name === objective.load);
  if (load === undefined) return notExercised(`load "${objective.load}" did not run`);
  return findInLoad(objective, load, evidence.plan.objectives, gaps);
}

function findInLoad(
  objective: Exclude<Objective, { kind: "probe" }>,
  load: LoadEvidence,
  objectives: readonly Objective[],
  gaps: readonly Gap[],
): Finding {
  if (objective.kind === "achieved-rate") return judgeAchievedRate(objective, load);
  const health = loadHealth(load, objectives, gaps, phasesOf(objective));
  if (objective.kind === "goodput") return judgeGoodput(objective, load, health);
  const tally = tallyOf(load, objective);
  if (objective.kind === "latency") return judgeLatency(objective, tally.latency, health);
  return judgeErrors(objective, tally, droppedThere(load, objective, tally.requests), health);
}

/** The phases that an objective looks at; none = the whole load. */
function phasesOf(objective: Extract<Objective, { kind: "latency" | "errors" | "goodput" }>): string[] {
  if (objective.kind === "goodput") return [objective.phase, objective.against];
  return objective.phase === undefined ? [] : [objective.phase];
}

function tallyOf(
  { summary }: LoadEvidence,
  { endpoint, phase }: { endpoint: string; phase?: string | undefined },
): Tally {
  const found = summary?.endpoints.find((candidate) => candidate.endpoint === endpoint);
  const tally = phase === undefined ? found?.judged : found?.phases[phase];
  const nothing = { count: 0, fromUs: [], toUs: [], cumulative: [] };
  return tally ?? { requests: 0, failures: 0, outcomes: {}, latency: nothing };
}

/** Why the target lacks what is needed; a capability that was not looked for counts as lacking. */
function lackOf(needs: readonly string[], capabilities: Evidence["plan"]["capabilities"]): string | null {
  const reasons = needs.flatMap((need) => {
    const found = Object.hasOwn(capabilities, need) ? capabilities[need] : undefined;
    return found === true ? [] : [`${need}: ${found ?? "not looked for"}`];
  });
  return reasons.length === 0 ? null : reasons.join("; ");
}
