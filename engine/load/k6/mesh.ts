// The one k6 script. It sends what a load plan says and writes one line per request; it judges nothing.
import exec from "k6/execution";
import http from "k6/http";
import type { RefinedResponse, ResponseType } from "k6/http";
import { Counter, Trend } from "k6/metrics";
import type { Options, Scenario } from "k6/options";
import type { LoadEndpoint, LoadPlan } from "../../evidence/load-plan.ts";
import type { K6Summary } from "../summary.ts";
import { plannedArrivals } from "./arrivals.ts";
import { interleave } from "./interleave.ts";

declare const console: { log(line: string): void };

const plan = JSON.parse(open(setting("DRILL_LOAD_PLAN"))) as LoadPlan;
const baseUrl = setting("DRILL_BASE_URL").replace(/\/+$/, "");
const summaryFile = setting("DRILL_LOAD_SUMMARY");
const sameHeaders = {
  "Content-Type": "application/json",
  ...(plan.credentialed === true ? { Authorization: `Bearer ${setting("DRILL_TOKEN")}` } : {}),
};

const started = new Counter("drill_started");
const startLag = new Trend("drill_start_lag", true);
const calls = plan.endpoints.map(prepare);
const cycle = interleave(plan.endpoints.map((endpoint) => endpoint.weight));
const msPerArrival = plan.model.kind === "open" ? 1_000 / plan.model.ratePerSecond : null;

export const options: Options = {
  scenarios: { [plan.name]: scenario() },
  // Naming a sub-metric in a threshold is what makes k6 keep it; this one always holds and judges nothing.
  thresholds: Object.fromEntries(plan.endpoints.map(({ name }) => [`http_req_duration{endpoint:${name}}`, ["max>=0"]])),
  summaryTrendStats: ["count", "p(50)", "p(95)", "p(99)"],
  systemTags: [],
  // Bodies are kept only because their `ok` decides the outcome.
  discardResponseBodies: false,
};

export default function iteration(): void {
  const n = exec.scenario.iterationInTest;
  started.add(1);
  const call = calls[cycle[n % cycle.length]!]!;
  const calledAt = Date.now();
  const response = http.post(call.url, `${call.head}${n}${call.tail}`, {
    headers: headers(n),
    tags: { endpoint: call.name },
    timeout: plan.requestTimeoutMs,
    redirects: 0,
  });
  // k6 is being stopped and cut this request off: its answer was not awaited, so there is nothing to report.
  if (response.error === "context canceled") return;
  // Waiting for a connection happens before the request is sent, so it shows as start lag and not as duration.
  const sentAt = calledAt + response.timings.blocked;
  if (msPerArrival !== null) startLag.add(Math.max(0, sentAt - exec.scenario.startTime - n * msPerArrival));
  const duration = response.timings.duration.toFixed(3);
  console.log(`${Math.round(sentAt)},${duration},${call.name},${outcomeOf(response)},${n}`);
}

export function handleSummary(data: SummaryData): Record<string, string> {
  const trend = (name: string) => data.metrics[name]?.values ?? {};
  const quantiles = (name: string) => {
    const values = trend(name);
    return { count: values["count"] ?? 0, p50Ms: values["p(50)"] ?? 0, p95Ms: values["p(95)"] ?? 0 };
  };
  const summary: K6Summary = {
    schema: "biowerk-drill/k6-summary/1",
    endpoints: Object.fromEntries(
      plan.endpoints.map(({ name }) => [name, quantiles(`http_req_duration{endpoint:${name}}`)]),
    ),
    overall: quantiles("http_req_duration"),
    started: trend("drill_started")["count"] ?? 0,
    iterations: trend("iterations")["count"] ?? 0,
    droppedIterations: trend("dropped_iterations")["count"] ?? 0,
    vusMax: trend("vus_max")["max"] ?? 0,
    startLagP99Ms: trend("drill_start_lag")["p(99)"] ?? null,
  };
  return { [summaryFile]: JSON.stringify(summary) };
}

interface SummaryData {
  metrics: Record<string, { values: Record<string, number> } | undefined>;
}

function scenario(): Scenario {
  // An answer may take the whole timeout, and none is cut off before that.
  const gracefulStop = `${plan.requestTimeoutMs + 5_000}ms`;
  if (plan.model.kind === "closed") {
    return { executor: "constant-vus", vus: plan.model.virtualUsers, duration: `${plan.durationMs}ms`, gracefulStop };
  }
  const { ratePerSecond, preAllocatedVUs, maxVUs } = plan.model;
  // Arrivals 0 to N-1 lie within the duration; N would race with its end, so the clock stops just short of it.
  const arrivals = plannedArrivals(ratePerSecond, plan.durationMs);
  const period = 1_000 / ratePerSecond;
  const duration = `${(arrivals * period - Math.min(period / 2, 250)).toFixed(3)}ms`;
  // k6 takes whole numbers only: the rate is given per million seconds.
  const rate = Math.round(ratePerSecond * 1e6);
  return {
    executor: "constant-arrival-rate",
    rate,
    timeUnit: "1000000s",
    duration,
    preAllocatedVUs,
    maxVUs,
    gracefulStop,
  };
}

/** Everything about an endpoint's requests that does not change from one to the next. */
function prepare(endpoint: LoadEndpoint) {
  const { name, target, intent, input } = endpoint;
  const rest = JSON.stringify({ origin: `drill-${plan.runId}`, target, intent, input });
  const id = JSON.stringify(`${plan.runId}-${plan.name}-${name}-`);
  return { name, url: baseUrl + endpoint.path, head: `{"id":${id.slice(0, -1)}`, tail: `",${rest.slice(1)}` };
}

function headers(n: number): Record<string, string> {
  const { header, count } = plan.identities;
  return header === null ? sameHeaders : { ...sameHeaders, [header]: `${plan.runId}-${n % count}` };
}

const REQUEST_TIMEOUT = 1050;
const DIAL_TIMEOUT = 1211;
const INVALID_URL = 1020;

function outcomeOf(response: RefinedResponse<ResponseType>): string {
  if (response.error_code === INVALID_URL) exec.test.abort(`cannot be requested: ${response.error}`);
  if (response.error_code === REQUEST_TIMEOUT || response.error_code === DIAL_TIMEOUT) return "timeout";
  if (response.status === 0) return "connection";
  if (response.status < 200 || response.status > 299) return `status-${response.status}`;
  return response.json("ok") === true ? "ok" : "not-ok";
}

function setting(name: string): string {
  const value = __ENV[name];
  if (value === undefined || value === "") throw new Error(`environment variable ${name} is not set`);
  return value;
}
