import { DrillError } from "../common/errors.ts";
import { percentileEstimator, quantileMs } from "../engine/evidence/latency-distribution.ts";
import type { EndpointSummary } from "../engine/evidence/latency-summary.ts";
import { summariseSamples } from "../engine/evidence/load-evidence.ts";
import type { K6Summary } from "../engine/load/summary.ts";
import { compare } from "./comparison.ts";
import type { BenchResult, Comparison } from "./comparison.ts";
import { findK6, loopbackPlan, runCollected, samplesFile } from "./k6.ts";
import { withLoopbackServer } from "./loopback-server.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const plan = loopbackPlan({
  name: "k6-summary",
  model: { kind: "open", ratePerSecond: 200, preAllocatedVUs: 100, maxVUs: 200 },
  durationMs: 20_000,
  warmupMs: 5_000,
});

/** Answers between 5 and 100 ms, and of every twelve one that takes up to 400: a body and a tail. */
const delaysMs = Array.from({ length: 1_009 }, (_, n) => (n % 12 === 0 ? 150 + (n % 250) : 5 + ((n * 37) % 96)));

const limit = { on: "deviation", atMost: 0.005 } as const;

/** The report's percentiles against k6's own, of the same requests. */
export async function k6SummaryBench(signal: AbortSignal): Promise<BenchResult> {
  const k6 = await findK6(signal);
  return inTemporaryFolder((folder) =>
    withLoopbackServer(delaysMs, async (baseUrl) => {
      const own = await runCollected({ plan, k6, baseUrl, folder, signal });
      const ours = await summariseSamples(samplesFile(folder), plan);
      return {
        bench: "k6-summary",
        conditions: [
          `${ours.samples} requests of one load; ours are those of the report, from the samples file, without the warm-up cut.`,
          `Our estimator: ${percentileEstimator}.`,
          "k6's estimator: linear interpolation between the closest ranks (rank (n-1)q), over all values.",
        ],
        comparisons: ours.endpoints.flatMap((endpoint) => percentiles(endpoint, own)),
      };
    }),
  );
}

function percentiles({ endpoint, whole }: EndpointSummary, own: K6Summary): Comparison[] {
  const theirs = endpoint === "*" ? own.overall : own.endpoints[endpoint];
  // k6 counts failed requests in its percentiles and the report does not.
  if (whole.failures > 0 || theirs?.count !== whole.requests) throw notTheSame(endpoint, whole.failures);
  const name = endpoint === "*" ? "all requests" : endpoint;
  const pair = (q: number, floor: number) => [{ ours: quantileMs(whole.latency, q) ?? Number.NaN, floor }];
  return [
    compare({ what: `${name} p50`, unit: "ms", limit }, pair(0.5, theirs.p50Ms)),
    compare({ what: `${name} p95`, unit: "ms", limit }, pair(0.95, theirs.p95Ms)),
  ];
}

function notTheSame(endpoint: string, failures: number): DrillError {
  return new DrillError({
    code: "bench.requests",
    kind: "environment",
    message: `the samples of ${endpoint} are not k6's own successful requests (${failures} failed)`,
    remedy: "free CPU on this machine and run the bench again",
  });
}
