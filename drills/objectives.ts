import type { Objective } from "../engine/evidence/objective.ts";

const podRemedy = "read the pod reasons here, then the logs under pods/ and events.ndjson in the run's folder";

/** An objective that every observation of the probe of the same name is ok. */
export function probed(
  id: string,
  title: string,
  remedy: string,
  { required = true, needs = [] }: { required?: boolean; needs?: string[] } = {},
): Objective {
  return { kind: "probe", id, title, probe: id, remedy, needs, required };
}

/** What the gate of every drill demands. */
export const gateObjectives: readonly Objective[] = [
  probed("services-ready", "every BIOwerk service is available and none restarts", podRemedy),
  probed("services-green", "/health and /ready of every service are green", podRemedy),
];
