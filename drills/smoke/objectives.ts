import type { Objective } from "../../engine/evidence/objective.ts";
import { gateObjectives, probed } from "../objectives.ts";
import { gatewaySlo, sloObjectives } from "../slo.ts";

/** Name of the load that the SLO gate judges. */
export const sloLoad = "slo";

/** What the smoke drill demands. */
export function smokeObjectives(routes: readonly string[]): Objective[] {
  return [
    ...gateObjectives,
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
      "every acknowledged plan, draft and table is stored, once, and nothing else is",
      "compare the ids named here with the agent's log: an acknowledged write was lost or doubled",
      { needs: ["persistence"] },
    ),
  ];
}
