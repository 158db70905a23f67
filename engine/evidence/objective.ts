import * as z from "zod";

const named = {
  /** stable and dotted, e.g. "load.p95.plan" */
  id: z.string(),
  title: z.string(),
  /** what to look at or do where it is not met */
  remedy: z.string(),
  /** capabilities of the target without which it is "not-testable" */
  needs: z.array(z.string()).default([]),
  /** absent = true: not exercised makes the run INCONCLUSIVE; false where a target may lawfully never exercise it */
  required: z.boolean().optional(),
};

/** only requests sent in this phase count; unset = all after the warm-up cut */
const phase = z.string().optional();

/** One thing a drill demands, as data: stored with the evidence, judged by a pure function. */
export const objective = z.discriminatedUnion("kind", [
  /** Every observation of the probe must be ok; none at all = not exercised. */
  z.strictObject({ ...named, kind: z.literal("probe"), probe: z.string() }),
  /** A latency quantile of successful requests after the warm-up cut; `endpoint` "*" = all. */
  z.strictObject({
    ...named,
    kind: z.literal("latency"),
    load: z.string(),
    endpoint: z.string(),
    quantile: z.number().gt(0).lt(1),
    phase,
    limitMs: z.number().positive(),
    minSamples: z.int().positive(),
  }),
  /** The share of requests that failed, dropped arrivals included, after the warm-up cut. */
  z.strictObject({
    ...named,
    kind: z.literal("errors"),
    load: z.string(),
    endpoint: z.string(),
    limitRatio: z.number().gt(0).lt(1),
    phase,
    minSamples: z.int().positive(),
  }),
  /** Successful requests per second of some routes together in one phase, as a share of what they were in another. */
  z.strictObject({
    ...named,
    kind: z.literal("goodput"),
    load: z.string(),
    endpoints: z.array(z.string()).min(1),
    phase: z.string(),
    against: z.string(),
    minRatio: z.number().gt(0).lt(1),
    /** in each of the two phases */
    minSamples: z.int().positive(),
  }),
  /** The share of offered arrivals that were sent; a FAIL only where the target kept the generator from sending them. */
  z.strictObject({ ...named, kind: z.literal("achieved-rate"), load: z.string(), minRatio: z.number().gt(0).max(1) }),
]);

export type Objective = z.infer<typeof objective>;

export const outcome = z.enum([
  "pass",
  "fail",
  "inconclusive",
  "error",
  "not-exercised",
  "not-testable",
  "not-evaluated",
]);
export type Outcome = z.infer<typeof outcome>;

export const verdict = z.enum(["PASS", "FAIL", "INCONCLUSIVE", "ERROR"]);
export type Verdict = z.infer<typeof verdict>;

/** How one objective came out, with the numbers behind the word. */
export const objectiveResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  outcome,
  /** what was seen, for people, e.g. "212 ms (95 % CI up to 231 ms)" */
  observed: z.string(),
  /** what was demanded, for people, e.g. "p95 <= 400 ms" */
  demanded: z.string(),
  samples: z.int().nonnegative(),
  /** why, where the outcome is not pass; empty otherwise */
  reason: z.string(),
  remedy: z.string(),
});
export type ObjectiveResult = z.infer<typeof objectiveResult>;

export const judgement = z.strictObject({
  verdict,
  /** one line: what decided the verdict */
  reason: z.string(),
  objectives: z.array(objectiveResult),
});
export type Judgement = z.infer<typeof judgement>;
