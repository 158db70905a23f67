import { DrillError } from "./errors.ts";

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const grammar = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Reads "90s", "5m", "1h30m" (the grammar of k6 and Go, whole numbers) as milliseconds; a bare number is refused. */
export function parseDuration(text: string): number {
  const parts = text === "" ? null : grammar.exec(text);
  if (parts === null) {
    throw new DrillError({
      code: "duration.invalid",
      kind: "usage",
      message: `"${text}" is not a duration`,
      remedy: "write a number with a unit, such as 90s, 5m or 1h30m",
    });
  }
  const [, hours, minutes, seconds, millis] = parts.map(Number);
  return (
    (hours || 0) * unitsMs.h + (minutes || 0) * unitsMs.m + (seconds || 0) * unitsMs.s + (millis || 0) * unitsMs.ms
  );
}

/** Writes milliseconds as "850ms", "12.3s", "4m05s" or "1h02m", for people. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)}s`;
  const total = Math.round(ms / 1_000);
  const pad = (value: number) => String(value).padStart(2, "0");
  if (total < 3_600) return `${Math.floor(total / 60)}m${pad(total % 60)}s`;
  return `${Math.floor(total / 3_600)}h${pad(Math.floor((total % 3_600) / 60))}m`;
}
