import { sizesObjective } from "../sizes.ts";
import { type DefectProof, errorsOf } from "./defect-proof.ts";
import { downstreamDefects } from "./downstream-defects.ts";
import { preflightObjectives } from "./preflight.ts";
import { storeDefects } from "./store-defects.ts";

export type { DefectProof } from "./defect-proof.ts";

const preflightIds = [...preflightObjectives, sizesObjective].map(({ id }) => id);

/** The id that an objective of a proof has in a run: its experiment's own, or one of the preflight, which is the drill's. */
export const idInRun = ({ experiment }: Pick<DefectProof, "experiment">, id: string): string =>
  preflightIds.includes(id) ? id : `${experiment}.${id}`;

/** Every defect of the reference that chaos drills are there to find, with the experiment that finds it. */
export const chaosDefects: readonly DefectProof[] = [
  { defect: "breaker-never-opens", experiment: "agent-outage", mustFail: ["outage.breaker"] },
  {
    defect: "breaker-never-closes",
    experiment: "agent-outage",
    mustFail: ["outage.closed", "after.errors"],
    // A breaker that stays open leaves no call to count the attempts of, and few answers to take the time of.
    mayDiffer: ["outage.retries", "after.p95"],
  },
  {
    defect: "breaker-never-closes",
    experiment: "partition",
    // The breaker towards osteon is open still while the set is cut off.
    mustFail: ["partition.closed", "set.closed", ...errorsOf("set", ["draft"]), "set.goodput", "after.errors"],
    // Three breakers that stay open leave few answers to take the time of.
    mayDiffer: ["after.p95"],
    faultSeconds: 60,
  },
  { defect: "retries-without-limit", experiment: "agent-outage", mustFail: ["outage.retries"] },
  { defect: "no-retry-after", experiment: "agent-outage", mustFail: ["outage.hint"] },
  { defect: "no-retry-after", experiment: "postgres-outage", mustFail: ["refused.hint", "hung.hint", "hung.waiters"] },
  { defect: "no-retry-after", experiment: "mongo-outage", mustFail: ["blocked.hint.draft", "blocked.hint.ingest"] },
  { defect: "no-retry-after", experiment: "exhaustion", mustFail: ["saturated.hint", "saturated.throttled"] },
  { defect: "hint-now-and-then", experiment: "agent-outage", mustFail: ["outage.hint"] },
  { defect: "throttling-unnamed", experiment: "exhaustion", mustFail: ["saturated.throttled"] },
  // Nothing is broken where the system is not steady: what follows is not evaluated.
  { defect: "slow-gateway", experiment: "agent-outage", mustFail: ["baseline.p95"] },
  { defect: "errors-10-percent", experiment: "agent-outage", mustFail: ["baseline.errors"] },
  {
    defect: "slow-after-failure",
    experiment: "agent-outage",
    mustFail: ["after.p95", ...["plan", "draft", "storyboard"].map((route) => `outage.p95.${route}`)],
  },
  { defect: "saturation-called-throttling", experiment: "exhaustion", mustFail: ["saturated.hint"] },
  { defect: "slow-when-squeezed", experiment: "pressure", mustFail: ["pressure.p95"] },
  { defect: "health-flag-never-flips", experiment: "agent-outage", mustFail: ["outage.flagged"] },
  { defect: "health-flag-never-returns", experiment: "agent-outage", mustFail: ["outage.unflagged"] },
  {
    defect: "no-alert",
    experiment: "agent-outage",
    mustFail: ["outage.alert"],
    // Looks that nobody counts cannot be told from attempts.
    mayDiffer: ["outage.retries"],
  },
  { defect: "no-alert", experiment: "redis-down", mustFail: ["refused.alert", "hung.alert"] },
  { defect: "no-alert", experiment: "postgres-outage", mustFail: ["refused.alert", "hung.alert"] },
  { defect: "no-alert", experiment: "mongo-outage", mustFail: ["blocked.alert"] },
  {
    defect: "one-failure-for-all",
    experiment: "agent-outage",
    mustFail: errorsOf("outage", ["plan", "draft", "storyboard"]),
  },
  // The drill lifts the fault and ends; what mesh does about the outage itself may have been seen by then.
  {
    defect: "one-failure-ends-all",
    experiment: "agent-outage",
    mustFail: ["harm"],
  },
  {
    defect: "one-failure-for-all",
    experiment: "partition",
    mustFail: [
      ...errorsOf("partition", ["plan", "ingest", "storyboard"]),
      "partition.goodput",
      ...errorsOf("set", ["plan", "draft"]),
      "set.goodput",
    ],
    faultSeconds: 60,
  },
  {
    defect: "one-failure-for-all",
    experiment: "safeguards",
    mustFail: errorsOf("failing", ["plan", "draft", "ingest", "storyboard"]),
  },
  {
    defect: "one-failure-for-all",
    experiment: "postgres-outage",
    mustFail: ["killed", "refused", "hung"].flatMap((phase) => errorsOf(phase, ["draft", "ingest", "storyboard"])),
    mayDiffer: ["killed.back"],
  },
  {
    defect: "one-failure-for-all",
    experiment: "mongo-outage",
    mustFail: errorsOf("blocked", ["plan", "storyboard"]),
  },
  {
    defect: "needs-manual-flush",
    experiment: "mongo-outage",
    mustFail: ["blocked.whole", "after.errors"],
    // Whether so many calls fail at once that the breaker opens; what is not called again does not close it.
    mayDiffer: ["blocked.closed"],
  },
  {
    defect: "needs-manual-flush",
    experiment: "partition",
    // The kubelet's looks at /health pass a cut, and have the store asked in vain: what was cut stays unhealthy, and
    // the replica that was refuses its drafts still while the set is cut off.
    mustFail: ["partition.recovered", "set.recovered", ...errorsOf("set", ["draft"]), "set.goodput", "after.errors"],
    faultSeconds: 30,
  },
  {
    defect: "limiter-fails-closed",
    experiment: "redis-down",
    mustFail: ["refused.errors", "refused.warning", "hung.errors", "hung.warning"],
  },
  { defect: "health-always-green", experiment: "redis-down", mustFail: ["refused.health", "hung.health"] },
  { defect: "health-stays-degraded", experiment: "redis-down", mustFail: ["refused.recovered", "hung.recovered"] },
  {
    defect: "bulkhead-ignored",
    experiment: "exhaustion",
    mustFail: ["saturated.bulkhead"],
    // So much work at once may end otherwise than in a refusal.
    mayDiffer: ["saturated.hint", "saturated.crashes", "saturated.drained", "saturated.relieved"],
  },
  { defect: "mis-sized-bulkhead", experiment: "safeguards", mustFail: ["preflight.sizes"] },
  { defect: "queue-size-ignored", experiment: "safeguards", mustFail: ["queue.honoured"] },
  {
    defect: "breaker-never-closes",
    experiment: "safeguards",
    // It opens over the first failure, cold, in one of the pods of mesh.
    mustFail: ["failing.breaker", "failing.serves", "queue.serves"],
    // How a burst spreads over that pod and the other; any other failure opens one for an hour as well.
    mayDiffer: ["queue.honoured", ...errorsOf("failing", ["plan", "draft", "ingest", "storyboard"]), "after.errors"],
  },
  { defect: "breaker-counts-runs", experiment: "safeguards", mustFail: ["failing.breaker"] },
  {
    defect: "queue-never-drains",
    experiment: "safeguards",
    mustFail: ["queue.serves"],
    // Calls that wait for a place make the drill outlast its load.
    mayDiffer: ["after.errors", "after.p95"],
  },
  {
    defect: "queue-never-drains",
    experiment: "exhaustion",
    mustFail: ["saturated.drained"],
    // Who waits for a place that is never given back gets no answer at all.
    mayDiffer: ["saturated.hint", "after.errors", "after.p95"],
  },
  {
    defect: "pinned-to-dead",
    experiment: "failover",
    mustFail: ["killed.errors", "killed.moved", "after.errors"],
    mayDiffer: ["killed.closed", "after.p95"],
  },
  {
    defect: "breaker-never-closes",
    experiment: "failover",
    mustFail: ["killed.errors", "killed.moved", "killed.closed", "after.errors"],
    mayDiffer: ["after.p95"],
  },
  {
    defect: "lost-counts-refused",
    experiment: "cache-flush",
    mustFail: ["flushed.errors"],
    // Until the limiter's window ends.
    mayDiffer: ["after.errors", "after.p95"],
  },
  {
    defect: "sessions-end-at-once",
    experiment: "cache-flush",
    mustFail: ["flushed.sessions"],
    // Without sessions there are few keys to lose, and those that are left are back at once.
    mayDiffer: ["flushed.alert"],
  },
  { defect: "counting-stops", experiment: "cache-flush", mustFail: ["flushed.limits"] },
  { defect: "watch-stalls", experiment: "cache-flush", mustFail: ["flushed.health"] },
  { defect: "reads-need-store", experiment: "mongo-outage", mustFail: ["blocked.degraded"] },
  { defect: "plans-not-cached", experiment: "postgres-outage", mustFail: ["refused.cached", "hung.cached"] },
  {
    defect: "write-lost",
    experiment: "postgres-outage",
    mustFail: ["refused.hint", "accepted-writes-stored"],
    // Mesh itself may give up on a keeper that waits for its silent store, and then hints; the keeper turns none away.
    mayDiffer: ["hung.hint", "hung.waiters"],
  },
  { defect: "pool-leak", experiment: "postgres-outage", mustFail: ["connections"] },
  {
    defect: "crash-under-pressure",
    experiment: "pressure",
    mustFail: ["pressure.crashes"],
    // Whether a pod crashes so often that the drill ends early.
    mayDiffer: ["harm", "pressure.rescaled", "pressure.errors", "pressure.p95"],
  },
  {
    defect: "crash-under-pressure",
    experiment: "exhaustion",
    mustFail: ["saturated.crashes"],
    mayDiffer: ["harm", "saturated.hint", "saturated.bulkhead", "saturated.throttled", "saturated.drained"],
  },
  { defect: "errors-when-squeezed", experiment: "pressure", mustFail: ["pressure.errors"] },
  ...downstreamDefects,
  ...storeDefects,
];
