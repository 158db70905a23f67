import type { ProbeContext } from "../probes/probe.ts";
import type { Target } from "./fault.ts";
import { podsOf, type RunningPod } from "./running-pods.ts";

/** Pods of one workload that a fault takes: once chosen they stay the same, although others may come first by then. */
export class ChosenPods {
  readonly workload: string;
  readonly #count: number | "all";
  #pods: readonly RunningPod[] = [];

  constructor(workload: string, count: number | "all") {
    this.workload = workload;
    this.#count = count;
  }

  /** those that were chosen last; empty before */
  get pods(): readonly RunningPod[] {
    return this.#pods;
  }

  /** Chooses anew. @throws DrillError fault.selector for a name that would select anything but one workload */
  async choose(context: ProbeContext): Promise<Target[]> {
    this.#pods = (await podsOf(context, this.workload)).slice(0, this.#count === "all" ? undefined : this.#count);
    return this.#pods.map(({ name }) => ({ kind: "pod", name, workload: this.workload }));
  }

  /** Names of the chosen pods that run no longer, though others may have taken their place. */
  async gone(context: ProbeContext): Promise<string[]> {
    const running = new Set((await podsOf(context, this.workload)).map(({ uid }) => uid));
    return this.#pods.filter(({ uid }) => !running.has(uid)).map(({ name }) => name);
  }
}
