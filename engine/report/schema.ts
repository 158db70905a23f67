import * as z from "zod";
import { loadModel } from "../evidence/load-plan.ts";
import { objectiveResult, outcome, verdict } from "../evidence/objective.ts";
import { environmentRecord } from "../evidence/run-record.ts";

const time = z.iso.datetime();
const ms = z.number().nonnegative();

const loadPart = z.strictObject({
  requests: z.int().nonnegative(),
  perSecond: z
    .number()
    .nullable()
    .describe("requests sent per second of this part of the load; null where it is empty"),
  failures: z.int().nonnegative(),
  outcomes: z.record(z.string(), z.int()).describe('outcome -> requests; every outcome but "ok" is a failure'),
  p50Ms: ms.nullable().describe("of successful requests; null where there was none"),
  p95Ms: ms.nullable(),
  p99Ms: ms.nullable(),
});

const generatorComparison = z
  .strictObject({
    count: z.int().nonnegative(),
    p50Ms: ms,
    p95Ms: ms,
    p50DifferencePercent: z
      .number()
      .nullable()
      .describe("ours against the generator's; null where either has no value"),
    p95DifferencePercent: z.number().nullable(),
    note: z.string().describe("why the two are not of the same requests; empty where they are"),
  })
  .describe("the generator's own numbers over the whole load");

const endpoint = z.strictObject({
  endpoint: z.string().describe('"*" is all endpoints of the load together'),
  path: z.string().nullable(),
  limits: z.array(z.strictObject({ quantile: z.number(), limitMs: z.number() })).describe("latencies demanded of it"),
  judged: loadPart.describe("after the warm-up cut"),
  whole: loadPart.describe("warm-up included"),
  generator: generatorComparison.nullable(),
  series: z
    .array(
      z.strictObject({
        startMs: ms.describe("since the first request of the load"),
        requests: z.int().nonnegative(),
        errors: z.int().nonnegative(),
        perSecond: z.number().describe("sent"),
        servedPerSecond: z.number().describe("sent and answered with success: goodput"),
        p50Ms: ms.nullable(),
        p95Ms: ms.nullable(),
      }),
    )
    .describe("the whole load over time, in windows of seriesWindowMs"),
});

const load = z.strictObject({
  name: z.string(),
  model: loadModel,
  durationMs: ms.describe("as planned"),
  stoppedAfterMs: ms.nullable().describe("when it was needed no longer; null where it was not ended before its time"),
  warmupMs: ms,
  requestTimeoutMs: ms,
  firstRequestAt: time.nullable().describe("null where no request was recorded"),
  offered: z.int().nullable().describe("arrivals that the generator was to make; null where it left no report"),
  started: z.int().nullable(),
  dropped: z.int().nullable(),
  startLagP99Ms: ms.nullable(),
  exitCode: z.int().nullable(),
  achievedPerSecond: z.number().nullable().describe("requests recorded per second of the load"),
  samples: z.int().nonnegative(),
  seriesWindowMs: ms.nullable(),
  endpoints: z.array(endpoint),
});

/** Everything that a report says, before it is written down in any form. */
export const report = z.strictObject({
  schema: z.literal("biowerk-drill/report/1"),
  verdict,
  reason: z.string().describe("one line: what decided the verdict"),
  nextSteps: z
    .array(z.strictObject({ step: z.string(), because: z.array(z.string()) }))
    .describe("what to do, most urgent first; empty where nothing needs doing"),
  run: z.strictObject({
    id: z.string(),
    drill: z.string(),
    stack: z.string(),
    startedAt: time,
    endedAt: time.nullable().describe("null where the run did not end in order"),
    durationMs: ms.describe("until the end, or until the last record of a run that did not end"),
    interruptedBy: z.string().nullable().describe("the signal"),
    aborted: z
      .array(
        z.strictObject({
          phase: z.string(),
          part: z.string().nullable().describe("the part of the drill that stopped; null = all of it"),
          reason: z.string(),
        }),
      )
      .describe("phases that stopped the drill, or a part of it, on purpose"),
  }),
  parts: z
    .array(
      z.strictObject({
        name: z.string().describe("its objectives and phases are named <name>.<...>"),
        summary: z.string().describe("its hypothesis"),
        outcome: outcome.describe("the worst of its objectives"),
        passed: z.int().nonnegative(),
        objectives: z.int().nonnegative(),
      }),
    )
    .describe("how each part of the drill came out; empty where it has none"),
  objectives: z.array(objectiveResult).describe("what was missed first"),
  loads: z.array(load),
  estimator: z.string().describe("how percentiles are estimated"),
  phases: z.array(
    z.strictObject({ name: z.string(), startedAt: time, endedAt: time.nullable(), durationMs: ms.nullable() }),
  ),
  timeline: z
    .array(
      z.strictObject({
        at: time,
        kind: z.enum([
          "run",
          "phase",
          "action",
          "fault",
          "load",
          "gap",
          "aborted",
          "error",
          "interrupted",
          "left-behind",
        ]),
        what: z.string(),
      }),
    )
    .describe("what happened, without observations"),
  probes: z
    .array(
      z.strictObject({
        probe: z.string(),
        subject: z.string(),
        ok: z.int().nonnegative(),
        notOk: z.int().nonnegative(),
        unseen: z.int().nonnegative().describe("times that it could not be looked at"),
        detail: z.string().describe("of the last look that was not ok, else of the last look"),
      }),
    )
    .describe("observations, counted by probe and subject"),
  injections: z
    .array(
      z.strictObject({
        fault: z.string(),
        summary: z.string(),
        armed: z.boolean().nullable().describe("false = a negative control: nothing was injected; null = not got to"),
        plannedAt: time,
        injectedAt: time.nullable(),
        effectSeenAt: time.nullable().describe("when its effect was proven; null where it was not"),
        undoneAt: time.nullable().describe("when every undo had been performed"),
        provenGoneAt: time.nullable().describe("when it was proven that nothing is left; null where it was not"),
        left: z.array(z.string()).describe("what was seen to be left"),
      }),
    )
    .describe("each injection of a fault"),
  measured: z
    .array(
      z.strictObject({
        probe: z.string(),
        what: z.string(),
        subject: z.string(),
        tookMs: ms.describe("from the first look"),
        after: z
          .strictObject({ turn: z.enum(["injected", "undone"]), ms })
          .nullable()
          .describe("from the last change of the faults before; null where there was none"),
      }),
    )
    .describe("how long what was waited for took to come"),
  series: z
    .array(
      z.strictObject({
        metric: z.string(),
        of: z.string().describe("what it is about, such as the agent or the store that is called"),
        pod: z.string().describe('"*" = all pods of the service that it is about'),
        lowest: z.number(),
        highest: z.number(),
        steps: z
          .array(z.strictObject({ at: time, value: z.number().nullable() }))
          .describe("changes: the value from then on; null where the pod did not tell"),
      }),
    )
    .describe("breakers, bulkheads and agents over time, as each pod told them, and how many pods there were"),
  alerts: z
    .array(
      z.strictObject({
        alert: z.string(),
        labels: z.record(z.string(), z.string()).describe("without its name"),
        summary: z.string(),
        firedAt: time.describe("by its rule"),
        deliveredAt: time,
        resolvedAt: time.nullable().describe("when its end was delivered; null where it was still active"),
        after: z
          .strictObject({ fault: z.string(), ms })
          .nullable()
          .describe("from the last injection before it fired; null where there was none"),
      }),
    )
    .describe("alerts that were delivered, in the order in which they fired"),
  environment: environmentRecord,
  changedDefaults: z.array(z.string()),
  notTested: z
    .array(
      z.strictObject({
        kind: z.enum(["objective", "load", "capability", "environment"]),
        what: z.string(),
        why: z.string(),
      }),
    )
    .describe("what this run says nothing about"),
  gaps: z.array(z.strictObject({ what: z.string(), reason: z.string() })).describe("evidence that is missing"),
  leftBehind: z.array(z.string()).describe("what the run left, each with the command that removes it"),
  errors: z
    .array(z.strictObject({ at: time, code: z.string(), message: z.string(), remedy: z.string() }))
    .describe("failures of the tool or its environment"),
});

export type Report = z.infer<typeof report>;
export type LoadReport = z.infer<typeof load>;
export type EndpointReport = z.infer<typeof endpoint>;
export type LoadPart = z.infer<typeof loadPart>;
