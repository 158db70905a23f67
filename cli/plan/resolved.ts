import type { Experiment, Setting } from "../../drills/chaos/experiment.ts";
import { linkOf, podCounts } from "../../drills/chaos/program.ts";
import type { DrillOptions } from "../../drills/options.ts";
import { requireWithin } from "../../engine/faults/blast-radius.ts";
import type { Target } from "../../engine/faults/fault.ts";
import type { ProbeContext } from "../../engine/probes/probe.ts";

/** What an experiment would touch in an environment, were its faults injected now. */
export interface Resolved {
  faults: { stage: string; fault: string; targets: Target[] }[];
  /** workload of the blast radius -> pods that it has */
  pods: Record<string, number>;
}

/**
 * Looks up what each fault would touch at most, of a target that has every capability; touches nothing.
 * @throws DrillError chaos.no-link, or fault.blast-radius as the drill itself would
 */
export async function resolve(
  experiment: Experiment,
  options: Pick<DrillOptions, "settings">,
  context: ProbeContext,
): Promise<Resolved> {
  const { radius, stages } = experiment;
  const setting: Setting = { settings: options.settings, link: (name) => linkOf(context, name), has: () => true };
  const pods = await podCounts(context);
  const faults: Resolved["faults"] = [];
  for (const stage of stages) {
    const found = await Promise.all(
      stage.faults(setting).map(async (fault) => {
        return { stage: stage.name, fault: fault.name, targets: await fault.targets(context) };
      }),
    );
    const targets = found.flatMap((each) => each.targets);
    requireWithin({ ...radius, pods }, targets);
    faults.push(...found);
  }
  const declared = Object.keys(radius.workloads).map((workload) => [workload, pods[workload] ?? 0] as const);
  return { faults, pods: Object.fromEntries(declared) };
}
