import * as z from "zod";
import { loadPlan } from "./load-plan.ts";
import { objective } from "./objective.ts";

/** What was run, decided before the first action. Stored as plan.json. */
export const runPlan = z.strictObject({
  schema: z.literal("biowerk-drill/plan/1"),
  runId: z.string(),
  drill: z.string(),
  stack: z.string(),
  startedAt: z.iso.datetime(),
  /** what the drill consists of, each with its hypothesis; objectives and phases of one are named `<part>.<name>` */
  parts: z.array(z.strictObject({ name: z.string(), summary: z.string() })).optional(),
  objectives: z.array(objective),
  loads: z.array(loadPlan),
  /** defaults that this run changed, for the report: "duration: 60s instead of 120s" */
  changedDefaults: z.array(z.string()),
  /** capability name -> true, or the reason why the target lacks it */
  capabilities: z.record(z.string(), z.union([z.literal(true), z.string()])),
});
export type RunPlan = z.infer<typeof runPlan>;

/** What the run stood on. Stored as environment.json; holds no secret. */
export const environmentRecord = z.strictObject({
  schema: z.literal("biowerk-drill/environment/1"),
  environmentId: z.string(),
  cluster: z.strictObject({ provider: z.string(), identifier: z.string(), kubernetes: z.string() }),
  /** git SHA of the drill range, or the reason why it is unknown */
  gitSha: z.string(),
  tools: z.array(z.strictObject({ name: z.string(), version: z.string(), origin: z.string() })),
  /** Pulumi plugin -> "official 4.34.2", "hermetic stand-in", ... */
  plugins: z.record(z.string(), z.string()),
  /** container -> image and the digest that ran */
  images: z.array(z.strictObject({ workload: z.string(), image: z.string(), digest: z.string() })),
  /** kind of the Mongo-protocol store: "MongoDB 7.0", "FerretDB 1.24.0 on SQLite" */
  documentStore: z.string(),
  llm: z.strictObject({ latencyMs: z.number(), errorRatio: z.number() }),
  host: z.strictObject({ cpus: z.int(), memoryGiB: z.number(), kernel: z.string() }),
  /** durations of the environment's own segments, milliseconds, in order: cluster, stack, teardown, ... */
  segments: z.array(z.strictObject({ name: z.string(), durationMs: z.number() })),
  /** what this environment cannot test, or runs as a stand-in, in words */
  limits: z.array(z.string()),
});
export type EnvironmentRecord = z.infer<typeof environmentRecord>;
