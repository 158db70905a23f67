import * as z from "zod";

/** One endpoint that a load calls. */
export const loadEndpoint = z.strictObject({
  name: z.string(),
  /** path at the mesh */
  path: z.string(),
  /** share of the arrivals, relative to the other endpoints */
  weight: z.number().positive(),
  /** the envelope's target, intent and input */
  target: z.string(),
  intent: z.string(),
  input: z.record(z.string(), z.unknown()),
});

/** How requests arrive: open = at a rate, whatever the answers; closed = virtual users, each waiting for its answer. */
export const loadModel = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("open"),
    /** arrivals per second over all endpoints */
    ratePerSecond: z.number().positive(),
    preAllocatedVUs: z.int().positive(),
    maxVUs: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal("closed"), virtualUsers: z.int().positive() }),
]);

/** Everything that decides a load; stored with the evidence, so that the samples can be judged again. */
export const loadPlan = z.strictObject({
  name: z.string(),
  model: loadModel,
  durationMs: z.int().positive(),
  /** cut from the front before anything is judged */
  warmupMs: z.int().nonnegative(),
  requestTimeoutMs: z.int().positive(),
  endpoints: z.array(loadEndpoint).min(1),
  /** prefix of every message id and identity of this run */
  runId: z.string(),
  /** how many distinct identities the requests spread over, and the header that carries one (null = none) */
  identities: z.strictObject({ count: z.int().positive(), header: z.string().nullable() }),
  /** whether every request carries a credential, which is never stored; unset = none does */
  credentialed: z.boolean().optional(),
});

export type LoadEndpoint = z.infer<typeof loadEndpoint>;
export type LoadPlan = z.infer<typeof loadPlan>;

/** What the generator says of itself after a load. */
export const generatorReport = z.strictObject({
  /** arrivals that the plan asked for (open model), or iterations started (closed model) */
  offered: z.int().nonnegative(),
  started: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
  /** 99th percentile of how much later than planned a request was sent, milliseconds; null where it cannot be known */
  startLagP99Ms: z.number().nonnegative().nullable(),
  /** 0 too of a generator that was stopped because its load was needed no longer */
  exitCode: z.int(),
  /** from its first request until it was stopped for that reason, milliseconds; unset = it ran as planned */
  stoppedAfterMs: z.number().nonnegative().optional(),
  /** the generator's own percentiles per endpoint over the whole load, milliseconds; its estimator interpolates linearly */
  own: z.record(z.string(), z.strictObject({ count: z.int(), p50Ms: z.number(), p95Ms: z.number() })),
});

export type GeneratorReport = z.infer<typeof generatorReport>;
