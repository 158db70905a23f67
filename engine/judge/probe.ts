import type { Gap } from "../evidence/evidence.ts";
import type { JournalEvent } from "../evidence/events.ts";
import type { Objective } from "../evidence/objective.ts";
import { notExercised, oneLine } from "./finding.ts";
import type { Finding } from "./finding.ts";

type Observation = Extract<JournalEvent, { type: "observation" }>;

const shown = 5;

/** Every observation counts, so a probe that polls must record only what it ends with. */
export function judgeProbe(
  objective: Extract<Objective, { kind: "probe" }>,
  events: readonly JournalEvent[],
  gaps: readonly Gap[],
): Finding {
  const seen = events.filter(
    (event): event is Observation => event.type === "observation" && event.probe === objective.probe,
  );
  const missing = gaps.filter(({ what }) => what === objective.probe).map(({ reason }) => oneLine(reason));
  const good = seen.filter(({ ok }) => ok === true).length;
  const bad = seen.filter(({ ok }) => ok === false);
  const unseen = [...seen.filter(({ ok }) => ok === null).map(describe), ...missing];
  const samples = good + bad.length;
  const finding = { observed: `${good} of ${seen.length} observations ok`, samples };

  if (bad.length > 0) return { ...finding, outcome: "fail", reason: `not ok: ${listed(bad.map(describe))}` };
  if (samples === 0 && unseen.length === 0) return notExercised(`probe ${objective.probe} observed nothing`);
  if (unseen.length > 0) {
    return { ...finding, outcome: "inconclusive", reason: `could not be looked at: ${listed(unseen)}` };
  }
  return { ...finding, outcome: "pass", reason: "" };
}

function describe({ subject, detail }: Observation): string {
  return oneLine(`${subject}: ${detail}`);
}

/** The first few in an order of their own, so that the order of events does not show. */
function listed(descriptions: string[]): string {
  const distinct = [...new Set(descriptions)].sort();
  const rest = distinct.length - shown;
  return distinct.slice(0, shown).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}
