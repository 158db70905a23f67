import type { Observation, ProbeContext } from "../probes/probe.ts";
import type { Cut } from "./filter.ts";
import type { UndoOperation } from "./undo.ts";

/** One thing that a fault is about to touch, for the plan, the blast radius and the report. */
export type Target =
  | { kind: "link" | "workload" | "data"; name: string }
  /** a single pod that is taken from its workload */
  | { kind: "pod"; name: string; workload: string };

/** One way to break the system, with its own proofs; the engine injects and lifts it and knows no fault by name. */
export interface Fault {
  name: string;
  /** what is done, in one line for people */
  summary: string;
  /** chosen anew before each injection; all that follows touches these and no others */
  targets: (context: ProbeContext) => Promise<Target[]>;
  /** how to lift it, recorded before anything is done; empty = it lifts itself, or cannot be lifted, as the summary says */
  undo: (context: ProbeContext) => Promise<UndoOperation[]>;
  /** pods for the guard to cut off while the drill lives; null = none here */
  cut?: (context: ProbeContext) => Promise<Cut | null>;
  inject: (context: ProbeContext) => Promise<void>;
  /** injecting it takes long and disturbs the system in ways of its own: what is judged begins once that is over */
  settlesFirst?: true;
  /** looks, by other means than those that injected it, whether it is there; asked again before it is lifted */
  effect: (context: ProbeContext) => Promise<Observation[]>;
  /** looks whether nothing of it is left */
  restored: (context: ProbeContext) => Promise<Observation[]>;
}

/** How a fault comes about, is proven and is lifted, on targets that are chosen elsewhere. */
export type FaultMeans = Omit<Fault, "name" | "summary" | "targets">;
