/** An experiment on the reference with a seeded defect, and what must come of it; ids are the experiment's own. */
export interface DefectProof {
  /** name of the defect */
  defect: string;
  /** name of the experiment */
  experiment: string;
  mustFail: readonly string[];
  /** what follows from the defect or not, as timing has it; all others pass */
  mayDiffer?: readonly string[];
  /** length of the fault where the experiment's own is longer than the defect needs, seconds */
  faultSeconds?: number;
}

const errorsOf = (phase: string, routes: readonly string[]) => routes.map((route) => `${phase}.errors.${route}`);

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
  {
    defect: "one-failure-for-all",
    experiment: "agent-outage",
    mustFail: errorsOf("outage", ["plan", "draft", "storyboard"]),
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
    experiment: "slow-downstream",
    mustFail: ["slow-agent.bulkhead", "slow-llm.bulkhead"],
  },
  { defect: "deadline-per-attempt", experiment: "slow-downstream", mustFail: ["hung-agent.latest"] },
  { defect: "mis-sized-bulkhead", experiment: "safeguards", mustFail: ["sizes"] },
  { defect: "queue-size-ignored", experiment: "safeguards", mustFail: ["queue.honoured"] },
  {
    defect: "queue-never-drains",
    experiment: "safeguards",
    mustFail: ["queue.serves", "failing.breaker", "failing.serves"],
    // Calls that wait for a place make the drill outlast its load.
    mayDiffer: ["after.errors", "after.p95"],
  },
  {
    defect: "pinned-to-dead",
    experiment: "failover",
    mustFail: ["killed.errors", "killed.moved", "after.errors"],
    mayDiffer: ["killed.closed", "after.p95"],
  },
  {
    defect: "write-lost",
    experiment: "postgres-outage",
    mustFail: ["refused.hint", "accepted-writes-stored"],
    // Mesh itself may give up on a keeper that waits for its silent store, and then hints.
    mayDiffer: ["hung.hint"],
  },
  { defect: "pool-leak", experiment: "postgres-outage", mustFail: ["connections"] },
  {
    defect: "crash-under-pressure",
    experiment: "pressure",
    mustFail: ["pressure.crashes"],
    mayDiffer: ["pressure.rescaled", "pressure.p95"],
  },
];
