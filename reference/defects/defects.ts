import { breakerCountsRuns } from "./breaker-counts-runs.ts";
import { breakerNeverCloses } from "./breaker-never-closes.ts";
import { breakerNeverOpens } from "./breaker-never-opens.ts";
import { bulkheadIgnored } from "./bulkhead-ignored.ts";
import { constantBackOff } from "./constant-back-off.ts";
import { countingStops } from "./counting-stops.ts";
import { crashLoop } from "./crash-loop.ts";
import { crashUnderPressure } from "./crash-under-pressure.ts";
import { deadlinePerAttempt } from "./deadline-per-attempt.ts";
import type { Defect } from "./defect.ts";
import { degradedHealth } from "./degraded-health.ts";
import { draftsNeedPostgres } from "./drafts-need-postgres.ts";
import { duplicateWrite } from "./duplicate-write.ts";
import { errors10Percent, errors2Percent } from "./errors-in-part.ts";
import { errorsWhenSqueezed } from "./errors-when-squeezed.ts";
import { healthAlwaysGreen } from "./health-always-green.ts";
import { healthFlagNeverFlips } from "./health-flag-never-flips.ts";
import { healthFlagNeverReturns } from "./health-flag-never-returns.ts";
import { healthStaysDegraded } from "./health-stays-degraded.ts";
import { hintNowAndThen } from "./hint-now-and-then.ts";
import { importRefused } from "./import-refused.ts";
import { limiterFailsClosed } from "./limiter-fails-closed.ts";
import { lostCountsRefused } from "./lost-counts-refused.ts";
import { misSizedBulkhead } from "./mis-sized-bulkhead.ts";
import { missingMetric } from "./missing-metric.ts";
import { needsManualFlush } from "./needs-manual-flush.ts";
import { neverReady } from "./never-ready.ts";
import { noAlert } from "./no-alert.ts";
import { noRetryAfter } from "./no-retry-after.ts";
import { okFalse } from "./ok-false.ts";
import { oneFailureEndsAll, oneFailureForAll } from "./one-failure-for-all.ts";
import { openapiDrift } from "./openapi-drift.ts";
import { pinnedToDead } from "./pinned-to-dead.ts";
import { plansNotCached } from "./plans-not-cached.ts";
import { poolLeak } from "./pool-leak.ts";
import { poolUnbounded } from "./pool-unbounded.ts";
import { queueNeverDrains } from "./queue-never-drains.ts";
import { queueSizeIgnored } from "./queue-size-ignored.ts";
import { readsNeedStore } from "./reads-need-store.ts";
import { retriesWithoutLimit } from "./retries-without-limit.ts";
import { saturationCalledThrottling } from "./saturation-called-throttling.ts";
import { sessionsEndAtOnce } from "./sessions-end-at-once.ts";
import { sharedPlaces } from "./shared-places.ts";
import { slowAfterFailure, slowGateway, slowWhenSqueezed } from "./slow-gateway.ts";
import { slowRoute } from "./slow-route.ts";
import { stall } from "./stall.ts";
import { storeBreakerNeverCloses } from "./store-breaker-never-closes.ts";
import { storeNeverRetried } from "./store-never-retried.ts";
import { storeRetriesWithoutLimit } from "./store-retries-without-limit.ts";
import { tablesLost } from "./tables-lost.ts";
import { throttlingUnnamed } from "./throttling-unnamed.ts";
import { watchStalls } from "./watch-stalls.ts";
import { writeLost } from "./write-lost.ts";
import { writeNotStored } from "./write-not-stored.ts";

/** Every seeded defect, by the name that DRILL_DEFECT takes: those that show at any time, then those of chaos drills. */
export const defects = {
  "slow-route": slowRoute,
  "slow-gateway": slowGateway,
  stall,
  "errors-2-percent": errors2Percent,
  "errors-10-percent": errors10Percent,
  "ok-false": okFalse,
  "degraded-health": degradedHealth,
  "never-ready": neverReady,
  "crash-loop": crashLoop,
  "import-refused": importRefused,
  "missing-metric": missingMetric,
  "openapi-drift": openapiDrift,
  "write-not-stored": writeNotStored,
  "duplicate-write": duplicateWrite,
  "breaker-never-opens": breakerNeverOpens,
  "breaker-never-closes": breakerNeverCloses,
  "breaker-counts-runs": breakerCountsRuns,
  "retries-without-limit": retriesWithoutLimit,
  "constant-back-off": constantBackOff,
  "no-retry-after": noRetryAfter,
  "hint-now-and-then": hintNowAndThen,
  "bulkhead-ignored": bulkheadIgnored,
  "deadline-per-attempt": deadlinePerAttempt,
  "mis-sized-bulkhead": misSizedBulkhead,
  "queue-size-ignored": queueSizeIgnored,
  "queue-never-drains": queueNeverDrains,
  "limiter-fails-closed": limiterFailsClosed,
  "health-flag-never-flips": healthFlagNeverFlips,
  "health-flag-never-returns": healthFlagNeverReturns,
  "health-always-green": healthAlwaysGreen,
  "health-stays-degraded": healthStaysDegraded,
  "no-alert": noAlert,
  "slow-after-failure": slowAfterFailure,
  "one-failure-for-all": oneFailureForAll,
  "one-failure-ends-all": oneFailureEndsAll,
  "pinned-to-dead": pinnedToDead,
  "write-lost": writeLost,
  "tables-lost": tablesLost,
  "pool-leak": poolLeak,
  "pool-unbounded": poolUnbounded,
  "store-breaker-never-closes": storeBreakerNeverCloses,
  "store-never-retried": storeNeverRetried,
  "store-retries-without-limit": storeRetriesWithoutLimit,
  "drafts-need-postgres": draftsNeedPostgres,
  "needs-manual-flush": needsManualFlush,
  "crash-under-pressure": crashUnderPressure,
  "errors-when-squeezed": errorsWhenSqueezed,
  "slow-when-squeezed": slowWhenSqueezed,
  "reads-need-store": readsNeedStore,
  "plans-not-cached": plansNotCached,
  "sessions-end-at-once": sessionsEndAtOnce,
  "lost-counts-refused": lostCountsRefused,
  "counting-stops": countingStops,
  "watch-stalls": watchStalls,
  "throttling-unnamed": throttlingUnnamed,
  "saturation-called-throttling": saturationCalledThrottling,
  "shared-places": sharedPlaces,
} as const satisfies Record<string, Defect>;

export type DefectName = keyof typeof defects;

export const defectNames = Object.keys(defects) as [DefectName, ...DefectName[]];
