import { readFile } from "node:fs/promises";
import * as z from "zod";
import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import type { Gap } from "./evidence.ts";
import { unreadable } from "./json-file.ts";

/** Gauges of mesh that a report shows over time; each is about what its label `service` names. */
export const seriesMetrics: readonly string[] = [
  resilienceMetrics.breakerState,
  resilienceMetrics.bulkheadUsage,
  agentHealthMetrics.status,
];

/** How often they are looked at, milliseconds. */
export const seriesEveryMs = 2_000;

/** What one pod said at one look: a line of series.ndjson. */
export const seriesLine = z.strictObject({
  /** wall clock, milliseconds since the epoch; the same for all pods of a look */
  atMs: z.number().nonnegative(),
  pod: z.string(),
  /** metric -> what it is about, such as the agent that is called -> value */
  values: z.record(z.string(), z.record(z.string(), z.number())),
});

export type SeriesLine = z.infer<typeof seriesLine>;

/**
 * Reads a run's series; without the file there is none. A last line that was cut off is a gap.
 * @throws DrillError "evidence.unreadable" for any other line that is none
 */
export async function readSeries(file: string): Promise<{ series: SeriesLine[]; gaps: Gap[] }> {
  const text = await readFile(file, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return "";
    throw unreadable(file, thrown);
  });
  const lines = text.split("\n");
  const torn = lines.pop() ?? "";
  const gaps = torn === "" ? [] : [{ what: "series.ndjson", reason: "its last line was cut off while written" }];
  return { series: lines.map((line, index) => parsed(file, line, index + 1)), gaps };
}

function parsed(file: string, line: string, number: number): SeriesLine {
  try {
    return seriesLine.parse(JSON.parse(line));
  } catch (thrown) {
    throw unreadable(`${file} line ${number}`, thrown);
  }
}
