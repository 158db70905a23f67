import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Judgement, Objective } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { buildEvidence } from "../../../fixtures/evidence/build-evidence.ts";

/** An objective on the probe "green". */
export const probe = {
  id: "green",
  title: "t",
  remedy: "r",
  needs: [],
  kind: "probe" as const,
  probe: "green",
} satisfies Objective;

/** What the probe "green" saw of a subject. */
export const seen = (subject: string, ok: boolean | null, detail = "as seen"): NewEvent => ({
  type: "observation",
  probe: "green",
  subject,
  ok,
  detail,
});

export const started: NewEvent = { type: "run-started", runId: "run-1", drill: "load", stack: "smoke" };
export const ended: NewEvent = { type: "run-ended" };
export const failure = {
  type: "error",
  code: "tool.broke",
  message: "it broke",
  remedy: "mend it",
} as const satisfies NewEvent;

/** Judges a whole run of probes alone: these objectives, these events. */
export function probesOf(objectives: Objective[], ...events: NewEvent[]): Judgement {
  return judge(buildEvidence({ plan: { objectives, loads: [] }, events: [started, ...events, ended] }));
}
