import { formatDuration } from "../../common/duration.ts";
import { count, counted, perSecond } from "./format.ts";
import type { LoadReport } from "./schema.ts";

/** What a load asked for, in one or two sentences. */
export function loadInWords(load: LoadReport): string {
  const { model, durationMs, stoppedAfterMs, warmupMs, requestTimeoutMs, exitCode } = load;
  const arrivals =
    model.kind === "open"
      ? `Open model: ${perSecond(model.ratePerSecond)} requests per second, whatever the answers`
      : `Closed model: ${counted(model.virtualUsers, "virtual user")}, each waiting for its answer`;
  const warmup = warmupMs > 0 ? `, of which the first ${formatDuration(warmupMs)} are warm-up and not judged` : "";
  const timeout = `A request times out after ${formatDuration(requestTimeoutMs)}.`;
  const end = exitCode === null || exitCode === 0 ? "" : ` The generator ended with exit code ${exitCode}.`;
  const length =
    stoppedAfterMs === null
      ? formatDuration(durationMs)
      : `${formatDuration(stoppedAfterMs)} of at most ${formatDuration(durationMs)}`;
  return `${arrivals}, for ${length}${warmup}. ${timeout}${end}`;
}

/** "3 status-503, 1 timeout": the failures alone; "none" where nothing failed. */
export function outcomesInWords(outcomes: Record<string, number>): string {
  const failed = Object.entries(outcomes).filter(([outcome]) => outcome !== "ok");
  return failed.length === 0 ? "none" : failed.map(([outcome, requests]) => `${count(requests)} ${outcome}`).join(", ");
}

/** Where our percentiles and the generator's are not of the same requests; empty where they are. */
export function comparisonNotes({ endpoints }: LoadReport): string {
  const notes = endpoints.flatMap(({ endpoint, generator }) =>
    generator === null || generator.note === "" ? [] : [`${endpoint}: ${generator.note}.`],
  );
  return notes.join(" ");
}
