import { takeLease } from "../engine/environment/holding.ts";
import type { Following } from "../engine/environment/provision.ts";
import { ClusterApi } from "../engine/probes/cluster-api.ts";
import type { Edges } from "./edges.ts";

/**
 * Lifts whatever faults are in force in a recorded environment that no process works on.
 * @returns the runs whose faults were lifted
 * @throws DrillError environment.unknown, environment.held, environment.incomplete, or fault.not-lifted naming what is left
 */
export async function liftFaultsIn(id: string, following: Following, edges: Edges): Promise<string[]> {
  const lease = await takeLease(id);
  const { kubeconfig, namespace } = await edges.outputsOf(lease, following);
  const api = new ClusterApi(kubeconfig);
  try {
    return await edges.liftAllFaults(api, namespace);
  } finally {
    api.close();
  }
}
