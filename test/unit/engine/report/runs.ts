import type { Evidence, LoadEvidence } from "../../../../engine/evidence/evidence.ts";
import type { JournalEvent, NewEvent } from "../../../../engine/evidence/events.ts";
import { summariser } from "../../../../engine/evidence/latency-summary.ts";
import type { LoadEndpoint, LoadPlan } from "../../../../engine/evidence/load-plan.ts";
import { objective } from "../../../../engine/evidence/objective.ts";
import type { Objective } from "../../../../engine/evidence/objective.ts";
import type { EnvironmentRecord, RunPlan } from "../../../../engine/evidence/run-record.ts";
import type { SampleBatch } from "../../../../engine/evidence/sample-codec.ts";

/** When the synthetic runs start: 2026-03-01T09:30:00.000Z. */
export const startMs = Date.UTC(2026, 2, 1, 9, 30);

/** One request of a synthetic load, `atMs` after the load's start. */
export interface SyntheticRequest {
  atMs: number;
  durationMs: number;
  endpoint: string;
  outcome: string;
}

export const loadStartMs = startMs + 70_000;

const agents = { plan: "nucleus", draft: "osteon", ingest: "myocyte", storyboard: "synapse" };

export const endpoints: LoadEndpoint[] = Object.entries(agents).map(([name, target]) => ({
  name,
  path: `/v1/${target}/${name}`,
  weight: 1,
  target,
  intent: name,
  input: {},
}));

export function mixedPlan(durationMs = 120_000): LoadPlan {
  return {
    name: "mixed",
    model: { kind: "open", ratePerSecond: 40, preAllocatedVUs: 20, maxVUs: 100 },
    durationMs,
    warmupMs: 15_000,
    requestTimeoutMs: 10_000,
    endpoints,
    runId: "r-20260301-0930",
    identities: { count: 1, header: null },
  };
}

/** The requests of a mixed load, the same on every call; `change` may turn each into what a defect makes of it. */
export function requestsOf(
  plan: LoadPlan,
  change: (request: SyntheticRequest, random: () => number) => SyntheticRequest = (request) => request,
): SyntheticRequest[] {
  const random = seeded(7);
  const medians = { plan: 46, draft: 62, ingest: 24, storyboard: 55 } as Record<string, number>;
  const total = plan.model.kind === "open" ? (plan.model.ratePerSecond * plan.durationMs) / 1_000 : 4_000;
  return Array.from({ length: total }, (_, n) => {
    const atMs = (n * plan.durationMs) / total;
    const endpoint = plan.endpoints[n % plan.endpoints.length]?.name ?? "";
    const cold = 1 + 2.5 * Math.exp(-atMs / 5_000);
    const durationMs = (medians[endpoint] ?? 40) * cold * Math.exp(0.42 * normal(random));
    return change({ atMs, durationMs, endpoint, outcome: "ok" }, random);
  });
}

/** A load as the evidence reader gives it, summarised from its requests by the product's own code. */
export function loadOf(plan: LoadPlan, requests: SyntheticRequest[], dropped = 0): LoadEvidence {
  const summary = summariser(plan, requests.length === 0 ? null : loadStartMs);
  summary.add(batchOf(requests));
  const own = Object.fromEntries(
    plan.endpoints.map(({ name }) => {
      const durations = requests.filter(({ endpoint }) => endpoint === name).map(({ durationMs }) => durationMs);
      durations.sort((a, b) => a - b);
      const at = (q: number) => durations[Math.floor((durations.length - 1) * q)] ?? 0;
      return [name, { count: durations.length, p50Ms: at(0.5), p95Ms: at(0.95) }];
    }),
  );
  const offered = requests.length + dropped;
  const generator = { offered, started: requests.length, dropped, startLagP99Ms: 1.4, exitCode: 0, own };
  return { plan, generator, summary: summary.finish() };
}

function batchOf(requests: SyntheticRequest[]): SampleBatch {
  const names = [...new Set(requests.map(({ endpoint }) => endpoint))];
  const outcomes = [...new Set(requests.map(({ outcome }) => outcome))];
  return {
    length: requests.length,
    startMs: Float64Array.from(requests, ({ atMs }) => loadStartMs + atMs),
    durationMs: Float64Array.from(requests, ({ durationMs }) => durationMs),
    endpoint: Uint32Array.from(requests, ({ endpoint }) => names.indexOf(endpoint)),
    outcome: Uint32Array.from(requests, ({ outcome }) => outcomes.indexOf(outcome)),
    n: Float64Array.from(requests, (_, index) => index),
    endpoints: names,
    outcomes,
  };
}

/** Objectives of the mixed load and of two probes. */
export function mixedObjectives(): Objective[] {
  const latency = (endpoint: string, quantile: number, limitMs: number) => ({
    kind: "latency",
    id: `load.p${quantile * 100}.${endpoint}`,
    title: `p${quantile * 100} latency of ${endpoint}`,
    remedy: `look at the logs of the agent behind ${endpoint} and at its downstream timings`,
    load: "mixed",
    endpoint,
    quantile,
    limitMs,
    minSamples: 299,
  });
  const probe = (id: string, title: string, remedy: string) => ({ kind: "probe", id, title, remedy, probe: id });
  const errors = {
    kind: "errors",
    id: "load.errors",
    title: "Error rate at the mesh",
    remedy: "look at the failed requests by outcome and at the mesh's log",
    load: "mixed",
    endpoint: "*",
    limitRatio: 0.005,
    minSamples: 598,
  };
  const rate = {
    kind: "achieved-rate",
    id: "load.rate",
    title: "Planned load was offered",
    remedy: "give the generator more CPU or lower the rate",
    load: "mixed",
    minRatio: 0.99,
  };
  const pools = {
    ...probe("bulkhead", "Bulkheads stay within their limit", "expose the bulkhead's gauge"),
    needs: ["bulkhead metric"],
  };
  return [
    probe("services-ready", "Every service becomes ready", "read the reasons of the pods that are not"),
    probe("services-green", "/health and /ready are green", "call the endpoint by hand and read its body"),
    rate,
    ...Object.keys(agents).flatMap((endpoint) => [latency(endpoint, 0.5, 150), latency(endpoint, 0.95, 400)]),
    errors,
    pools,
  ].map((each) => objective.parse(each));
}

export function planOf(fields: Partial<RunPlan> = {}): RunPlan {
  return {
    schema: "biowerk-drill/plan/1",
    runId: "r-20260301-0930",
    drill: "load",
    stack: "smoke",
    startedAt: new Date(startMs).toISOString(),
    objectives: mixedObjectives(),
    loads: [mixedPlan()],
    changedDefaults: ["duration: 2m instead of 10m"],
    capabilities: { "bulkhead metric": "the target exposes no bulkhead gauge", "rate limiter": true },
    ...fields,
  };
}

export const environment: EnvironmentRecord = {
  schema: "biowerk-drill/environment/1",
  environmentId: "smoke-4f1c",
  cluster: { provider: "kind", identifier: "drill-smoke-4f1c", kubernetes: "1.34.1" },
  gitSha: "9c1d2e3f4a5b60718293a4b5c6d7e8f901234567",
  tools: [
    { name: "k6", version: "1.6.0", origin: "on PATH" },
    { name: "kind", version: "0.31.0", origin: "official download, checksum verified" },
  ],
  plugins: { kubernetes: "official 4.34.2", kind: "own" },
  images: ["mesh", "nucleus", "osteon"].map((workload, index) => ({
    workload,
    image: `ghcr.io/example/biowerk-${workload}:1.4.2`,
    digest: `sha256:${String(index).repeat(64)}`,
  })),
  documentStore: "FerretDB 1.24.0 on SQLite",
  llm: { latencyMs: 20, errorRatio: 0 },
  host: { cpus: 8, memoryGiB: 31.3, kernel: "6.8.0" },
  segments: [
    { name: "cluster", durationMs: 38_200 },
    { name: "stack", durationMs: 21_400 },
    { name: "teardown", durationMs: 6_100 },
  ],
  limits: ["FerretDB stands in for MongoDB: what depends on MongoDB itself is not shown", "one node: no node failure"],
};

/** Events at seconds after the start of the run, numbered in order. */
export function journalOf(entries: [seconds: number, event: NewEvent][]): JournalEvent[] {
  return entries.map(([seconds, event], seq) => ({ seq, atMs: startMs + seconds * 1_000, ...event }) as JournalEvent);
}

export const started: [number, NewEvent] = [
  0,
  { type: "run-started", runId: "r-20260301-0930", drill: "load", stack: "smoke" },
];

export const observed = (seconds: number, probe: string, subject: string, ok: boolean | null, detail: string) =>
  [seconds, { type: "observation", probe, subject, ok, detail }] as [number, NewEvent];

export function evidenceOf(fields: Partial<Evidence> & { events: JournalEvent[] }): Evidence {
  return { plan: planOf(), environment, gaps: [], loads: [], series: [], alerts: [], ...fields };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
