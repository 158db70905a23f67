import { formatDuration } from "../../../common/duration.ts";
import type { Observation } from "../../probes/probe.ts";
import type { StoreLosses } from "./losses.ts";

const shown = 3;

/** Whether a store holds all that its snapshot must hold, and nothing that nobody sent. */
export function judgeLosses(losses: StoreLosses): Observation {
  const { store, acknowledged, lost, lostBeforeSnapshot, unexpected, recovered, rpoMs } = losses;
  if (acknowledged === 0) return { subject: store, ok: null, detail: "no write was acknowledged" };
  const counts = [
    `${acknowledged} acknowledged`,
    `${lost.length} lost`,
    ...(recovered.length > 0 ? [`${recovered.length} there without an acknowledgement`] : []),
    `recovery point ${formatDuration(rpoMs)} before the disaster`,
  ].join(", ");
  const problems = [
    ...named("acknowledged before the snapshot and not there", lostBeforeSnapshot),
    ...named("there and never sent", unexpected),
  ];
  return { subject: store, ok: problems.length === 0, detail: [counts, ...problems].join("; ") };
}

function named(what: string, ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`${ids.length} ${what}, such as ${ids.slice(0, shown).join(", ")}`];
}
