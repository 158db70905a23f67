import type { Gap, LoadEvidence } from "../evidence/evidence.ts";
import type { Objective } from "../evidence/objective.ts";
import { dueArrivals, secondsIn } from "./due-arrivals.ts";

/** A generator whose requests start later than this (99th percentile, milliseconds) does not offer the planned load. */
export const maxStartLagMs = 50;

/** Share of the arrivals that must be sent where the drill has no achieved-rate objective for the load. */
export const defaultMinRatio = 0.99;

/** Why a load's numbers may not say what they seem to; null = no reason. */
export interface LoadHealth {
  /** the generator, by its own fault, did not offer what the plan asked for */
  saturated: string | null;
  /** the target left so many requests unanswered that nothing was free to send others: those it failed as well */
  stalled: string | null;
  /** a part of the evidence is missing or contradicts another part */
  incomplete: string | null;
}

/** What keeps a load's objectives from passing. That the target stalled is no doubt: it is a finding. */
export function doubtsOf({ saturated, incomplete }: LoadHealth): string[] {
  return [saturated, incomplete].filter((doubt) => doubt !== null);
}

/** How many of the arrivals that the plan asked for were sent. */
export interface Arrivals {
  planned: number;
  sent: number;
  dropped: number;
}

/** null without the generator's report. */
export function arrivalsOf({ plan, generator }: LoadEvidence): Arrivals | null {
  if (generator === null) return null;
  // The generator's own count of offers is short when it stopped early; one arrival is left to rounding at the ends.
  const ranMs = generator.stoppedAfterMs ?? plan.durationMs;
  const asked = plan.model.kind === "open" ? Math.floor((plan.model.ratePerSecond * ranMs) / 1_000) - 1 : 0;
  const planned = Math.max(generator.offered, asked);
  return { planned, sent: Math.min(generator.started, planned - generator.dropped), dropped: generator.dropped };
}

/** @param minRatio share of the planned arrivals below which too few were sent */
export function isShort(arrivals: Arrivals, minRatio: number): boolean {
  return arrivals.sent < minRatio * arrivals.planned;
}

/** @param minRatio share of the planned arrivals below which the generator counts as saturated */
export function saturationOf(load: LoadEvidence, minRatio: number): string | null {
  const arrivals = arrivalsOf(load);
  const lag = load.generator?.startLagP99Ms ?? 0;
  const signs: string[] = [];
  if (arrivals !== null && isShort(arrivals, minRatio) && stallOf(load) === null) {
    if (arrivals.dropped > 0) signs.push(`${arrivals.dropped} arrivals dropped`);
    signs.push(`${arrivals.sent} of ${arrivals.planned} planned arrivals sent`);
  }
  if (lag > maxStartLagMs) signs.push(`requests started ${lag} ms late (p99)`);
  return signs.length === 0 ? null : `generator saturated: ${signs.join(", ")}`;
}

/**
 * Whether arrivals were dropped because the target stalled. An arrival is dropped when every virtual user waits for an
 * answer, and a plan has twice as many ready as a target within its SLO keeps busy. Slow answers may be the doing of a
 * busy generator too; that none comes within the timeout is not. So the target is to blame where the requests that it
 * never answered were enough, at one time, to hold all virtual users that stood ready.
 */
export function stallOf({ plan, generator, summary }: LoadEvidence): string | null {
  if (plan.model.kind !== "open" || generator === null || generator.dropped === 0) return null;
  const unanswered = summary?.mostUnanswered ?? 0;
  if (unanswered < plan.model.preAllocatedVUs) return null;
  const held = `${unanswered} requests at once were never answered, which held all ${plan.model.preAllocatedVUs}`;
  return `target stalled: ${held} virtual users that stood ready, so that ${generator.dropped} arrivals were dropped`;
}

/**
 * Whether the generator fell short in a phase. What it did not get through while a target was broken on purpose is no
 * doubt about the phases before and after, where it sent what it should; that it ran late is, whenever it was.
 * @param phase undefined = the whole load
 */
function saturationIn(load: LoadEvidence, minRatio: number, phase: string | undefined): string | null {
  const whole = saturationOf(load, minRatio);
  if (whole === null || phase === undefined || (load.generator?.startLagP99Ms ?? 0) > maxStartLagMs) return whole;
  const due = dueArrivals(load.plan, ["*"], secondsIn(load, phase));
  const sent = load.summary?.endpoints.find(({ endpoint }) => endpoint === "*")?.phases[phase]?.requests ?? 0;
  return due > 0 && sent >= minRatio * due ? null : whole;
}

/**
 * @param gaps every gap of the run
 * @param phases those that are judged; none = the whole load
 */
export function loadHealth(
  load: LoadEvidence,
  objectives: readonly Objective[],
  gaps: readonly Gap[],
  phases: readonly string[] = [],
): LoadHealth {
  const ratios = objectives.flatMap((objective) =>
    objective.kind === "achieved-rate" && objective.load === load.plan.name ? [objective.minRatio] : [],
  );
  const minRatio = ratios.length === 0 ? defaultMinRatio : Math.max(...ratios);
  const judged = phases.length === 0 ? [undefined] : phases;
  return {
    saturated: judged.map((phase) => saturationIn(load, minRatio, phase)).find((doubt) => doubt !== null) ?? null,
    stalled: stallOf(load),
    incomplete: incompleteness(load, gaps),
  };
}

function incompleteness({ plan, generator, summary }: LoadEvidence, gaps: readonly Gap[]): string | null {
  const signs = gaps
    .filter(({ what }) => what === plan.name || what.startsWith(`loads/${plan.name}/`))
    .map(({ what, reason }) => `${what}: ${reason}`)
    .sort();
  if (generator === null) signs.push("the generator left no report");
  else if (generator.exitCode !== 0) signs.push(`the generator ended with exit code ${generator.exitCode}`);
  if (generator !== null && summary !== null) {
    const difference = Math.abs(generator.started - summary.samples);
    // Requests that were under way at the end of the load have no sample.
    if (difference > Math.max(1, (1 - defaultMinRatio) * generator.started)) {
      signs.push(`${summary.samples} samples of ${generator.started} started requests`);
    }
  }
  return signs.length === 0 ? null : `evidence incomplete: ${signs.join(", ")}`;
}
