import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Objective, ObjectiveResult } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { buildEvidence } from "../../../fixtures/evidence/build-evidence.ts";
import type { RunOverrides } from "../../../fixtures/evidence/build-run.ts";
import { aLoad, someSamples } from "../../../fixtures/evidence/records.ts";

const named = { id: "o", title: "t", remedy: "see to it", needs: [] };
const onLoad = { load: "mixed", endpoint: "plan" };

/** Objectives on the load of the small run; changed by spreading where a test needs another one. */
export const p95 = { ...named, ...onLoad, kind: "latency", quantile: 0.95, limitMs: 400, minSamples: 100 } as const;
export const errors = {
  ...named,
  ...onLoad,
  kind: "errors",
  endpoint: "*",
  limitRatio: 0.005,
  minSamples: 598,
} as const;
export const rate = { ...named, kind: "achieved-rate", load: "mixed", minRatio: 0.99 } as const;

/** The result of the first objective of a run with these objectives. */
export function resultOf(
  objectives: readonly Objective[],
  overrides: Omit<RunOverrides, "plan"> = {},
): ObjectiveResult {
  const result = judge(buildEvidence({ ...overrides, plan: { objectives: [...objectives] } })).objectives[0];
  if (result === undefined) throw new Error("no result");
  return result;
}

const second: NewEvent = { type: "gap", what: "nothing", reason: "fills a second" };

/** A phase of so many seconds: a journal's events come a second apart, the first after one second. */
export const phase = (name: string, seconds: number): NewEvent[] => [
  { type: "phase-started", phase: name },
  ...Array.from({ length: seconds - 1 }, () => second),
  { type: "phase-ended", phase: name },
];

/** The small run with samples of another shape. */
export const shaped = (shape: Parameters<typeof someSamples>[1]) => ({
  samples: { mixed: [...someSamples(aLoad(), shape)] },
});

/** A target that leaves 30 requests in a row unanswered, where 20 virtual users stand ready for the load. */
export const stalling = shaped({ outcome: (n) => (n < 30 ? "timeout" : "ok") });

/** What a generator says that dropped one arrival in eleven. */
export const dropping = { generator: { mixed: { offered: 2_200, dropped: 200 } } };
