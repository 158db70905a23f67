import type { AgentName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import type { SampledObjective } from "../../engine/load/live-phase.ts";
import type { BlastRadius } from "../../engine/faults/blast-radius.ts";
import type { Fault } from "../../engine/faults/fault.ts";
import type { FaultyLink } from "../../engine/faults/kinds/link.ts";
import type { Probe } from "../../engine/probes/probe.ts";
import type { Message } from "../../engine/probes/send-message.ts";
import type { Faults } from "../../engine/session.ts";
import { agentSlo } from "../slo.ts";
import type { Capability } from "./capabilities.ts";

/** What a stage's faults build on: the environment's links, the target's own settings and abilities. */
export interface Setting {
  /** @throws DrillError chaos.no-link where the environment has no such link */
  link: (name: string) => FaultyLink;
  settings: Settings;
  has: (capability: Capability) => boolean;
}

/** What a stage's probes build on beside that: how the stage runs. */
export interface Scene extends Setting {
  /** the background load */
  load: LoadPlan;
  /** what the background load says who it is with; undefined where it does not say */
  token: string | undefined;
  /** how long the stage's faults are in force at least, seconds */
  faultSeconds: number;
  /** when the stage began, with nothing broken yet, milliseconds since the epoch */
  beganMs: number;
  /** what came to each link so far, by its port */
  traffic: Faults["traffic"];
}

/**
 * How long injecting, looking for effects and lifting take beyond a stage's phases, seconds. That a link says nothing is
 * seen only by waiting, before the fault counts and before it is lifted; a cut is told by way of
 * the guard or of Prometheus.
 */
export const slack = { usual: 5, hung: 12, cut: 8 } as const;

/** One way of breaking the system: faults in force for a while, and what is looked at then and afterwards. */
export interface Stage {
  /** names the phases `<name>`, `<name>-settled` and `<name>-recovery` */
  name: string;
  /** how long the faults are in force at least, seconds */
  faultSeconds: number;
  /** what its probes need of that on a target with these settings, whatever length is asked for, seconds */
  leastSeconds?: (settings: Settings) => number;
  /** a further phase with the faults still in force, for what must hold once the system has adapted, seconds */
  settledSeconds?: number;
  /** how long the system is left to itself before that phase: what failed earlier may still show meanwhile, seconds */
  easingSeconds?: (settings: Settings) => number;
  /** how long injecting, seeing effects and lifting may take beyond the phases, where that is not `slack.usual`, seconds */
  slackSeconds?: number | ((settings: Settings) => number);
  faults: (setting: Setting) => Fault[];
  /**
   * an agent that nothing may call before this stage breaks its link from mesh: that the drill's own calls take the link
   * is seen in the stage rather than in the baseline
   */
  uncalled?: AgentName;
  /** a further load while the faults are in force: its rates one after the other, each for an equal time, per second */
  surge?: { route: string; ratesPerSecond: readonly number[] };
  /** looked at before anything is broken, all at once */
  before?: (scene: Scene) => Probe[];
  /** looked at while the faults are in force, all at once */
  during: (scene: Scene) => Probe[];
  /** looked at with those, for the report alone: no objective judges them */
  measuredDuring?: (scene: Scene) => Probe[];
  /** looked at in the further phase, all at once */
  settled?: (scene: Scene) => Probe[];
  /** looked at once they are lifted, all at once */
  recovered: (scene: Scene) => Probe[];
  /** looked at with those, for the report alone: no objective judges them */
  measured?: (scene: Scene) => Probe[];
}

/** A chaos experiment: what breaks, how far it may reach, and what must hold. */
export interface Experiment {
  name: string;
  /** the hypothesis, in one line */
  summary: string;
  /** the most that it may break */
  radius: Omit<BlastRadius, "pods">;
  /** links that must have carried the drill's own traffic before; unset = those that it breaks */
  reach?: readonly string[];
  /** how its background load differs from the common one; weights by route; a credential only where that is honoured */
  load?: { ratePerSecond?: number; weights?: Readonly<Record<string, number>>; credentialed?: true };
  /** what the baseline sends itself over links that no route of the load takes, by link */
  calls?: Readonly<Record<string, Omit<Message, "id">>>;
  stages: readonly Stage[];
  /** looked at once the load has ended, with the load's name, the file of its samples and its generator's report */
  afterLoad?: (load: { name: string; file: string; generator: string }) => Probe[];
  /** beside those that every experiment has */
  objectives: (settings: Settings) => Objective[];
}

/** Stands for the background load of whichever experiment an objective belongs to. */
export const backgroundLoad = "background";

/** An objective on the background load's errors during one phase. @param limitRatio 0 to 1 */
export function errorsIn(
  phase: string,
  wish: {
    id: string;
    title: string;
    endpoint: string;
    limitRatio: number;
    minSamples: number;
    remedy: string;
    needs?: Capability[];
  },
): SampledObjective {
  return { kind: "errors", load: backgroundLoad, phase, needs: [], ...wish };
}

/** An objective on the background load's latency during one phase. */
export function latencyIn(
  phase: string,
  wish: {
    id: string;
    title: string;
    endpoint: string;
    quantile: number;
    limitMs: number;
    minSamples: number;
    remedy: string;
    needs?: Capability[];
  },
): SampledObjective {
  return { kind: "latency", load: backgroundLoad, phase, needs: [], ...wish };
}

/** An objective that routes of the background load are together served as often as in the baseline, 0 to 1 of it. */
export function goodputIn(
  phase: string,
  wish: { id: string; title: string; endpoints: string[]; minRatio: number; minSamples: number; remedy: string },
): Objective {
  return { kind: "goodput", load: backgroundLoad, phase, against: "baseline", needs: [], ...wish };
}

/**
 * That routes which need nothing of what is broken go on as if nothing were.
 * @param remedy for whoever sees them fail
 * @param needs what the target must have for them to need nothing of it
 */
export function unharmed(
  phase: string,
  routes: readonly string[],
  circumstance: string,
  remedy: string,
  needs: Capability[] = [],
): Objective[] {
  // 148 without a failure prove a ratio below 2 %.
  const limits = { limitRatio: 0.02, minSamples: 150 };
  return routes.map((endpoint) => goesOn(phase, endpoint, limits, { circumstance, remedy, needs }));
}

/** That agents which need nothing of what is broken keep their SLO, asked through the gateway. */
export function keepsSlo(phase: string, routes: readonly string[], circumstance: string, remedy: string): Objective[] {
  const more = { circumstance, remedy, needs: [] };
  return routes.flatMap((endpoint) => [
    goesOn(phase, endpoint, { limitRatio: agentSlo.errorRatio, minSamples: agentSlo.minSamples }, more),
    latencyIn(phase, {
      id: `${phase}.p95.${endpoint}`,
      title: `p95 of ${endpoint} while ${circumstance}`,
      endpoint,
      quantile: 0.95,
      limitMs: agentSlo.p95Ms,
      minSamples: 120,
      remedy,
    }),
  ]);
}

function goesOn(
  phase: string,
  endpoint: string,
  { limitRatio, minSamples }: { limitRatio: number; minSamples: number },
  { circumstance, ...rest }: { circumstance: string; remedy: string; needs: Capability[] },
): Objective {
  const title = `${endpoint} goes on while ${circumstance}`;
  return errorsIn(phase, { id: `${phase}.errors.${endpoint}`, title, endpoint, limitRatio, minSamples, ...rest });
}
