import { type StoreName, storeNames } from "../../backup/format/manifest.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import { gateObjectives, probed } from "../objectives.ts";
import { agentSlo, sloObjectives } from "../slo.ts";

/** Name of the load by which the restored environment shows that it keeps its SLO. */
export const sloLoad = "slo";

/** How long a recovery may take and how much may be lost, milliseconds: BIOwerk's own targets. */
export const recoveryTargets = { rtoMs: 4 * 3_600_000, rpoMs: 3_600_000 } as const;

const damagedRemedy = "take a new backup; the object that is named here is not what the manifest says";
const otherRemedy =
  "see the part named here in the target and in the manifest: the restore did not bring it back as it was";

/** What every restored environment must show, wherever its backup comes from. */
export function restoredObjectives(routes: readonly string[]): Objective[] {
  return [
    probed("backup-whole", "every object and every part of the backup is what its manifest says", damagedRemedy),
    probed(
      "secrets-complete",
      "the source of secrets has every secret that the environment had",
      "add the secret that is named here to the source, and restore again",
    ),
    ...storeNames.map((store) =>
      probed(`equal.${store}`, `${store} holds what the backup holds, no more and no less`, otherRemedy, {
        needs: [holds(store)],
      }),
    ),
    probed("references", "what one store says of another is there", otherRemedy),
    ...gateObjectives,
    probed(
      "configuration-equal",
      "flags, limits, routes and autoscalers are those of the source",
      "set what is named here as it was; configuration.json of the backup says how",
    ),
    probed(
      "openapi-match",
      "every service serves the OpenAPI document of the backup",
      "bring up the versions that the manifest names, or take a new backup of the new ones",
    ),
    probed("demo-payloads", "every demo payload succeeds each time", "see the answers here and the agent's log"),
    probed("agents-healthy", "mesh sees every agent as healthy", "see distributed_health_status and the agent's log"),
    probed("breakers-closed", "every circuit breaker of mesh is closed", "see what mesh says of the agent in its log"),
    probed(
      "no-old-instances",
      "nothing knows an instance of the environment that is gone",
      "remove the registration that is named here: it was restored with the data",
    ),
    ...sloObjectives(sloLoad, routes, agentSlo),
    probed(
      "recovery-time",
      "the service is back within its recovery time objective (RTO)",
      "see the segments of the recovery in the report: the longest is the one to shorten",
    ),
    probed("manual-steps", "nobody had to do anything by hand", "automate the step that is named in gaps.json"),
  ];
}

/** What a rehearsal adds, which saw the disaster itself. */
export const rehearsedObjectives: readonly Objective[] = [
  probed("source-gone", "nothing of the destroyed environment is left", "remove what is named here by hand"),
  ...storeNames.map((store) =>
    probed(
      `losses.${store}`,
      `${store}: no write is lost that was acknowledged before the snapshot, and the rest is within the RPO`,
      "compare the ids named here with writes.ndjson and with the snapshot point in the manifest",
    ),
  ),
];

/** Capability of a target whose backup holds a store. */
export const holds = (store: StoreName): string => `backup of ${store}`;
