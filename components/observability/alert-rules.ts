import { agentHealthMetrics, httpMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import { commonMetrics, exportedMetrics } from "./exported-metrics.ts";
import { datastoreJobs } from "./scrape-config.ts";

/** One alerting rule of Prometheus. */
export interface AlertRule {
  alert: string;
  expr: string;
  for: string;
  annotations: { summary: string };
}

const { breakerState } = resilienceMetrics;
const { postgresUp, redisUp, redisKeys, redisHits, redisMisses, mongoUp } = exportedMetrics;
const { up, processStart } = commonMetrics;

/** Long enough to skip one missed scrape, short enough for a fault of seconds to be told. */
const patience = "5s";

/** BIOwerk's own label `service`, which names the callee, since `service` is the scraped one by then. */
export const callee = "exported_service";

/** A breaker that is open looks half-open at times, so that anything but closed counts. */
const notClosed = (callees: string, caller = "biowerk-.+") =>
  `max by (job, ${callee}) (${breakerState}{job=~"${caller}", ${callee}=~"${callees}"}) > 0`;

/** A store is down by its own word, or says nothing to its exporter, which then is not scraped in time. */
const storeDown = (metric: string, job: string) => `${metric}{job="${job}"} == 0 or ${up}{job="${job}"} == 0`;

/**
 * Two looks of mesh at an agent, however long each takes, and more: the first look that fails makes the counter, and
 * only with the second does it rise. Seconds.
 */
const checksWindow = (intervalSeconds: number) => Math.max(20, Math.ceil(3 * intervalSeconds));

/**
 * What the playbook says must alert.
 * @param healthInterval seconds between mesh's looks at an agent
 */
export const alertRules = (healthInterval: number): readonly AlertRule[] => [
  rule("RedisDown", storeDown(redisUp, datastoreJobs.redis), "Redis does not answer"),
  rule("PostgresDown", storeDown(postgresUp, datastoreJobs.postgres), "PostgreSQL does not answer"),
  rule("MongoDown", storeDown(mongoUp, datastoreJobs.mongodb), "The document store does not answer"),
  rule(
    "RateLimitingOff",
    notClosed("redis", "biowerk-mesh"),
    "mesh cannot reach its rate limiter's store and lets all requests pass",
  ),
  rule("StoreUnreachable", notClosed("postgres|mongodb"), `{{ $labels.job }} cannot reach {{ $labels.${callee} }}`),
  rule("BreakerOpen", notClosed(".+"), `{{ $labels.job }} leaves {{ $labels.${callee} }} alone`),
  rule(
    "AgentUnhealthy",
    `min by (${callee}) (${agentHealthMetrics.status}) == 0`,
    `mesh sees {{ $labels.${callee} }} unhealthy`,
  ),
  rule(
    "AgentChecksFail",
    // The gauge of some versions never falls; failed checks are counted all the same.
    `sum by (${callee}) (increase(${agentHealthMetrics.checks}{status!="success"}[${checksWindow(healthInterval)}s])) > 0`,
    `mesh's health checks of {{ $labels.${callee} }} fail`,
  ),
  rule("ServiceDown", `${up}{job=~"biowerk-.+"} == 0`, "{{ $labels.instance }} of {{ $labels.job }} cannot be scraped"),
  rule(
    "CrashLooping",
    `changes(${processStart}{job=~"biowerk-.+"}[2m]) >= 2`,
    "{{ $labels.instance }} of {{ $labels.job }} started twice within two minutes",
  ),
  rule(
    "HighErrorRate",
    share(`${httpMetrics.requests}{status="5xx"}`, httpMetrics.requests, 0.05),
    "{{ $labels.job }} answers more than 5 % of its requests with a server error",
  ),
  rule(
    "HighMissRate",
    `rate(${redisMisses}[10s]) / (rate(${redisHits}[10s]) + rate(${redisMisses}[10s])) > 0.5`,
    "more than half of what is looked up in Redis is not there",
  ),
  rule(
    "KeysLost",
    `sum(${redisKeys}) < 0.5 * sum(max_over_time(${redisKeys}[30s]))`,
    "more than half of Redis's keys went within half a minute",
  ),
];

function rule(alert: string, expr: string, summary: string): AlertRule {
  return { alert, expr, for: patience, annotations: { summary } };
}

/** The part's share of the whole, per job, over ten seconds. */
function share(part: string, whole: string, limit: number): string {
  const sum = (series: string) => `sum by (job) (rate(${series}[10s]))`;
  return `${sum(part)} / ${sum(whole)} > ${limit}`;
}
