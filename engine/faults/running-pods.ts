import { DrillError } from "../../common/errors.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { podsThatStay } from "../probes/workload-pods.ts";

/** A pod that runs and is not about to go. */
export interface RunningPod {
  name: string;
  uid: string;
  ip: string;
}

const workloadName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Pods of one workload that run, by name.
 * @throws DrillError fault.selector for a name that would select anything but one workload
 */
export async function podsOf(
  context: Pick<ProbeContext, "api" | "environment">,
  workload: string,
): Promise<RunningPod[]> {
  if (!workloadName.test(workload)) throw tooWide(workload);
  const pods = await podsThatStay(context, workload);
  return pods
    .flatMap(({ metadata, status }) =>
      status?.phase === "Running" && status.podIP !== undefined
        ? [{ name: metadata?.name ?? "", uid: metadata?.uid ?? "", ip: status.podIP }]
        : [],
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function tooWide(workload: string): DrillError {
  return new DrillError({
    code: "fault.selector",
    kind: "usage",
    message: `refused: ${JSON.stringify(workload)} does not name one workload`,
    remedy: "name the workload whose pods the fault takes",
  });
}
