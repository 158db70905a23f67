import type { EnvironmentOutputs } from "../../../stacks/outputs.ts";
import type { ProbeContext } from "../../probes/probe.ts";
import { ChosenPods } from "../chosen-pods.ts";
import type { Fault, FaultMeans } from "../fault.ts";
import { dropped } from "./pods-dropped.ts";
import { isolated } from "./pods-isolated.ts";

/**
 * Cuts pods off from all other pods, both ways, by the means that the environment's cluster has. The kubelet is spared.
 * @param count how many of the workload's pods
 */
export function podsCut(workload: string, count: number | "all"): Fault {
  const chosen = new ChosenPods(workload, count);
  const name = `${workload}-cut`;
  const means: Record<EnvironmentOutputs["podIsolation"], FaultMeans> = {
    "packet-filter": dropped(name, chosen),
    "network-policy": isolated(name, chosen),
  };
  const by = ({ environment }: ProbeContext) => means[environment.podIsolation];
  return {
    name,
    summary: `${count} of ${workload}'s pods can reach no other pod, and no other pod can reach ${count === 1 ? "it" : "them"}`,
    targets: (context) => chosen.choose(context),
    undo: (context) => by(context).undo(context),
    cut: async (context) => (await by(context).cut?.(context)) ?? null,
    inject: (context) => by(context).inject(context),
    effect: async (context) => {
      // A pod that came in the place of one that was cut off is not, whatever packets were dropped before.
      const gone = await chosen.gone(context);
      if (gone.length > 0) return [{ subject: name, ok: null, detail: `${gone.join(", ")} run no longer` }];
      return by(context).effect(context);
    },
    restored: (context) => by(context).restored(context),
  };
}
