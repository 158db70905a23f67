import type { ClusterApi, HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";
import type { EnvironmentOutputs } from "../../../../stacks/outputs.ts";

/** A context whose services answer as told, by name. */
export function contextOf(answer: (service: string, path: string) => HttpAnswer): ProbeContext {
  const api: Pick<ClusterApi, "serviceGet"> = { serviceGet: async ({ name }, path) => answer(name, path) };
  return {
    api: api as ClusterApi,
    environment: { namespace: "biowerk" } as EnvironmentOutputs,
    runId: "run-1",
    signal: new AbortController().signal,
  };
}
