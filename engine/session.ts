import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import type { Credential } from "./credentials/signed-in.ts";
import type { Succession } from "./environment-source.ts";
import type { LoadPlan } from "./evidence/load-plan.ts";
import type { Objective } from "./evidence/objective.ts";
import type { Injection } from "./faults/in-force.ts";
import type { PortTraffic } from "./faults/filter.ts";
import type { SampledObjective } from "./load/live-phase.ts";
import type { RunPaths } from "./evidence/run-folder.ts";
import type { Probe, ProbeContext } from "./probes/probe.ts";

/** A drill ready to run: what it demands and what it does. The engine runs it and knows no drill. */
export interface DrillProgram {
  name: string;
  /** the stack whose environment it runs on */
  stack: string;
  /** what it consists of, each with its hypothesis, where that is several things */
  parts?: { name: string; summary: string }[];
  objectives: Objective[];
  loads: LoadPlan[];
  /** defaults that this run changed, for the report */
  changedDefaults: string[];
  act: (session: Session) => Promise<void>;
  /** how it goes on where it loses its environment on purpose */
  rebuilt?: Rebuilt;
  /** runs all of the drill, its environments included, within what it needs beside them */
  within?: (tools: DrillTools, run: () => Promise<void>) => Promise<void>;
}

/** A drill's second half, on an environment that takes the place of the first. */
export interface Rebuilt {
  /** the disaster: calls `destroy` once, after which nothing of the first environment is left */
  lose: (destroy: () => Promise<void>) => Promise<void>;
  /** how the second differs from the first; asked for when that is gone */
  succession: () => Promise<Succession>;
  act: (session: Session) => Promise<void>;
}

/** What a drill may ask for beside its environments. */
export interface DrillTools {
  /** reference of an S3 server's image in Docker */
  objectStorageImage: () => Promise<string>;
  /** hides these values in all that is written from now on */
  learn: (secrets: Iterable<string>) => void;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** What a drill may do with an environment; everything it does is journalled. */
export interface Session {
  runId: string;
  /** as it is now: see `amend` */
  readonly environment: EnvironmentOutputs;
  paths: RunPaths;
  signal: AbortSignal;
  /**
   * runs `body` as a phase of the journal
   * @param sinceMs when what the phase is about began, milliseconds since the epoch, where that was before
   */
  phase: (name: string, body: () => Promise<void>, sinceMs?: number) => Promise<void>;
  /** journals what the probe sees; true if all was seen and nothing was wrong. A probe that throws is evidence of nothing. */
  observe: (probe: Probe) => Promise<boolean>;
  /** looks something up at the target, as a probe would, without judging it */
  ask: <T>(question: (context: ProbeContext) => Promise<T>) => Promise<T>;
  /** states that the target has a capability, or why it lacks it: what needs it is then not testable */
  capability: (name: string, has: true | string) => Promise<void>;
  /** brings the environment to another config, such as one with more in it */
  amend: (change: Record<string, string>) => Promise<void>;
  /** the text without the secrets that the run knows, for what it writes beside the journal */
  hide: (text: string) => string;
  /** a line on the screen, and in no evidence */
  say: (line: string) => void;
  /** notes something that the drill did */
  note: (action: string, detail: string) => void;
  /** runs one of the drill's loads */
  load: (plan: LoadPlan) => Promise<void>;
  /**
   * runs a load behind the body, which ends with it; its plan says how long it lasts at most
   * @param token what the requests of a load that is `credentialed` carry
   */
  behind: (plan: LoadPlan, body: () => Promise<void>, token?: string | undefined) => Promise<void>;
  /**
   * those objectives that the phase which began last has missed for certain, each in words, by the load behind it; of
   * what too few samples settle nothing is said
   */
  missedSoFar: (objectives: readonly SampledObjective[]) => string[];
  /** gives the body a user of the target; both are of no use longer than the lifetime, and the user is gone afterwards */
  signedIn: <T>(lifetimeMs: number, body: (credential: Credential) => Promise<T>) => Promise<T>;
  /** gives the body a hold on faults; what it breaks is whole again afterwards, whatever happens */
  faults: (body: (control: Faults) => Promise<void>) => Promise<void>;
  /**
   * runs the body as a part of the drill with a session of its own: phases and probes are named `<part>.<name>` in the
   * journal, and an abort of that session ends the part alone
   */
  part: (name: string, body: (session: Session) => Promise<void>) => Promise<void>;
  /**
   * ends the drill, or the part that the session is of, since what follows would say nothing: its remaining objectives
   * are not evaluated
   * @param unexercised true = they are not exercised: what was to be broken carried none of the drill's load
   */
  abort: (reason: string, unexercised?: boolean) => never;
}

/** Thrown by `Session.abort`; the drill, or its part, ends in order. */
export class DrillAborted extends Error {
  override readonly name = "DrillAborted";
  /** the part that ends; undefined = the whole drill */
  readonly part: string | undefined;

  constructor(reason: string, part?: string) {
    super(reason);
    this.part = part;
  }
}

/** Faults, and what they must leave alone. */
export interface Disturbance extends Injection {
  /** routes of the load behind the body that must not be harmed; none = only crash loops end it early */
  unharmed: readonly string[];
}

/** A drill's hold on faults. */
export interface Faults {
  /**
   * has faults in force while the body runs; without an effect that can be seen, or once they do more harm than they
   * may, they are lifted and the drill ends instead. Whether they did is observed as `harm`.
   * @param body is told since when they are in force, milliseconds since the epoch
   */
  inForce: (disturbance: Disturbance, body: (sinceMs: number) => Promise<void>) => Promise<void>;
  /** what came to each link's proxy, by its port; differences count, since a change of faults starts it anew */
  traffic: () => Promise<ReadonlyMap<number, PortTraffic>>;
}
