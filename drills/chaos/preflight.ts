import type { Objective } from "../../engine/evidence/objective.ts";
import { plantedLineFound } from "../../engine/probes/planted-line.ts";
import { scrapeTargetsUp } from "../../engine/probes/scrape-targets.ts";
import { testAlertDelivered } from "../../engine/probes/test-alert.ts";
import type { Session } from "../../engine/session.ts";
import { probed } from "../objectives.ts";
import type { Capability } from "./capabilities.ts";

/** Several scrapes, deliveries and looks at the logs. */
const withinMs = 30_000;

const needs: Capability[] = ["alerts"];

/** That what watches the system is fit to tell of faults, where anything watches it. */
export const preflightObjectives: readonly Objective[] = [
  probed("preflight.targets", "every scrape target is up", "see the targets' errors at Prometheus", { needs }),
  probed("preflight.logs", "a planted log line is found by query", "see the pods and the log of log-keeper", { needs }),
  probed("preflight.alert", "a test alert is delivered", "see the logs of Alertmanager and alert-receiver", { needs }),
];

/** Looks, before anything is broken, whether it would be seen; a system that is watched badly is not disturbed. */
export async function preflight(session: Session, capabilities: ReadonlySet<Capability>): Promise<void> {
  if (!capabilities.has("alerts")) return;
  const seen = await Promise.all([
    session.observe(scrapeTargetsUp("preflight.targets", withinMs)),
    session.observe(plantedLineFound("preflight.logs", withinMs)),
    session.observe(testAlertDelivered("preflight.alert", withinMs)),
  ]);
  if (!seen.every(Boolean)) session.abort("what watches the system does not work: faults would not be seen");
}
