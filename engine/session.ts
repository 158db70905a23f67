import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import type { LoadPlan } from "./evidence/load-plan.ts";
import type { Objective } from "./evidence/objective.ts";
import type { RunPaths } from "./evidence/run-folder.ts";
import type { Probe, ProbeContext } from "./probes/probe.ts";

/** A drill ready to run: what it demands and what it does. The engine runs it and knows no drill. */
export interface DrillProgram {
  name: string;
  /** the stack whose environment it runs on */
  stack: string;
  objectives: Objective[];
  loads: LoadPlan[];
  /** defaults that this run changed, for the report */
  changedDefaults: string[];
  act: (session: Session) => Promise<void>;
}

/** What a drill may do with an environment; everything it does is journalled. */
export interface Session {
  runId: string;
  environment: EnvironmentOutputs;
  paths: RunPaths;
  signal: AbortSignal;
  /** runs `body` as a phase of the journal */
  phase: (name: string, body: () => Promise<void>) => Promise<void>;
  /** journals what the probe sees; true if nothing was found wrong. A probe that throws is evidence of nothing. */
  observe: (probe: Probe) => Promise<boolean>;
  /** looks something up at the target, as a probe would, without judging it */
  ask: <T>(question: (context: ProbeContext) => Promise<T>) => Promise<T>;
  /** states that the target has a capability, or why it lacks it: what needs it is then not testable */
  capability: (name: string, has: true | string) => Promise<void>;
  /** runs one of the drill's loads */
  load: (plan: LoadPlan) => Promise<void>;
  /** ends the drill here, since what follows would say nothing: the remaining objectives are not evaluated */
  abort: (reason: string) => never;
}

/** Thrown by `Session.abort`; the drill ends in order. */
export class DrillAborted extends Error {
  override readonly name = "DrillAborted";
}
