import type { DefectProof } from "./defect-proof.ts";

/** What agents may make of their stores, and how that shows while a store is away. */
export const storeDefects: readonly DefectProof[] = [
  {
    defect: "tables-lost",
    experiment: "mongo-outage",
    mustFail: ["accepted-writes-stored"],
    // Mesh itself may give up on a keeper that waits for its silent store, and then hints.
    mayDiffer: ["blocked.hint.ingest"],
  },
  { defect: "pool-unbounded", experiment: "postgres-outage", mustFail: ["hung.waiters"] },
  {
    defect: "store-breaker-never-closes",
    experiment: "postgres-outage",
    mustFail: [
      "killed.back",
      ...["killed", "refused", "hung"].map((stage) => `${stage}.closed`),
      // Nothing is kept once the store was killed.
      ...["refused", "hung"].flatMap((stage) => [`${stage}.kept`, `${stage}.cached`]),
      "after.errors",
    ],
    // A breaker that stays open leaves no calls to count, and raises its alert but once; few answers to take the time of.
    mayDiffer: ["refused.retries", "refused.alert", "hung.retries", "hung.alert", "hung.waiters", "after.p95"],
  },
  {
    defect: "store-breaker-never-closes",
    experiment: "mongo-outage",
    mustFail: ["blocked.closed", "blocked.whole", "after.errors"],
    mayDiffer: ["after.p95"],
  },
  {
    defect: "store-never-retried",
    experiment: "postgres-outage",
    mustFail: ["refused.retries", "hung.retries"],
    // Calls that fail sooner give their places back before others have waited for long.
    mayDiffer: ["hung.waiters"],
  },
  { defect: "store-retries-without-limit", experiment: "postgres-outage", mustFail: ["refused.retries"] },
  { defect: "drafts-need-postgres", experiment: "postgres-outage", mustFail: ["refused.document", "hung.document"] },
];
