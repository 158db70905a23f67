import * as z from "zod";

/** One thing that was done to recover, as it would be typed. */
export const runbookStep = z.strictObject({
  name: z.string().min(1),
  /** without secrets: they are named and never written out */
  command: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  result: z.enum(["ok", "failed", "skipped"]),
  detail: z.string(),
  /** what to do where it fails */
  remediation: z.string(),
});
export type RunbookStep = z.infer<typeof runbookStep>;

/** How long a step took, milliseconds. */
export const tookMs = ({ startedAt, endedAt }: Pick<RunbookStep, "startedAt" | "endedAt">): number =>
  Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));

/** What changed since the last run, by the names of steps. */
export interface RunbookDiff {
  added: string[];
  gone: string[];
  slower: { name: string; beforeMs: number; nowMs: number }[];
  /** those that ended differently */
  changed: { name: string; before: RunbookStep["result"]; now: RunbookStep["result"] }[];
}

/** From this ratio on a step is slower than it was. */
const slowerBeyond = 1.25;

/** Compares steps with those of the last run; of several with one name, the last counts. */
export function diffSteps(previous: readonly RunbookStep[], steps: readonly RunbookStep[]): RunbookDiff {
  const before = new Map(previous.map((step) => [step.name, step]));
  const now = new Map(steps.map((step) => [step.name, step]));
  const both = [...now].flatMap(([name, step]) => {
    const earlier = before.get(name);
    return earlier === undefined ? [] : [{ name, step, earlier }];
  });
  return {
    added: [...now.keys()].filter((name) => !before.has(name)),
    gone: [...before.keys()].filter((name) => !now.has(name)),
    slower: both
      // What was not done took no time to compare with.
      .filter(({ step, earlier }) => step.result !== "skipped" && earlier.result !== "skipped")
      .map(({ name, step, earlier }) => ({ name, beforeMs: tookMs(earlier), nowMs: tookMs(step) }))
      .filter(({ beforeMs, nowMs }) => nowMs > slowerBeyond * beforeMs),
    changed: both
      .filter(({ step, earlier }) => step.result !== earlier.result)
      .map(({ name, step, earlier }) => ({ name, before: earlier.result, now: step.result })),
  };
}
