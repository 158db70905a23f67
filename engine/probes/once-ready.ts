import { eventually } from "./eventually.ts";
import type { Probe } from "./probe.ts";
import { isReady, podsThatStay } from "./workload-pods.ts";

/**
 * A look at what follows from a workload's return: its limits count from when a pod of it is ready. How soon one that was
 * killed is replaced is the cluster's affair, and nothing is said where that takes too long.
 * @param workload whose pods are gone, or about to be replaced, when the look begins
 * @param withinMs how long is waited for one that is ready, milliseconds
 */
export function onceReady(workload: string, withinMs: number, probe: Probe): Probe {
  const back = eventually(probe.name, workload, withinMs, async (context) => {
    const pods = await podsThatStay(context, workload);
    const ready = pods.filter(isReady).length;
    return { ok: ready > 0, detail: `${ready} of ${pods.length} pods ready` };
  });
  return {
    name: probe.name,
    observe: async (context) => {
      const seen = await back.observe(context);
      if (seen.some(({ ok }) => ok !== true)) return seen.map((each) => ({ ...each, ok: null }));
      return probe.observe({ ...context, sinceMs: Date.now() });
    },
  };
}
