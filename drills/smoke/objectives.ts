import type { Objective } from "../../engine/evidence/objective.ts";
import { gatewaySlo, sloObjectives } from "../slo.ts";

const podRemedy = "read the pod reasons here, then the logs under pods/ and events.ndjson in the run's folder";

/** Name of the load that the SLO gate judges. */
export const sloLoad = "slo";

const probed = (
  id: string,
  title: string,
  remedy: string,
  { required = true, needs = [] }: { required?: boolean; needs?: string[] } = {},
): Objective => ({
  kind: "probe",
  id,
  title,
  probe: id,
  remedy,
  needs,
  required,
});

/** What the smoke drill demands. */
export function smokeObjectives(routes: readonly string[]): Objective[] {
  return [
    probed("services-ready", "every BIOwerk service is available and none restarts", podRemedy),
    probed("services-green", "/health and /ready of every service are green", podRemedy),
    probed("demo-payloads", "every demo payload succeeds each time", "see the answers here and the agent's log"),
    probed(
      "openapi-match",
      "the served OpenAPI documents match the snapshots",
      "regenerate the snapshots, or restore the path or field named here",
      { required: false },
    ),
    probed("metrics-present", "every service serves the metrics that operators rely on", "see /metrics of the service"),
    ...sloObjectives(sloLoad, routes, gatewaySlo),
    probed(
      "accepted-writes-stored",
      "every acknowledged plan and draft is stored, once, and nothing else is",
      "compare the ids named here with the agent's log: an acknowledged write was lost or doubled",
      { needs: ["persistence"] },
    ),
  ];
}
