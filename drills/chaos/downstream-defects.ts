import { type DefectProof, errorsOf } from "./defect-proof.ts";

/** What mesh may make of an agent or a model that is slow or hangs. */
export const downstreamDefects: readonly DefectProof[] = [
  {
    defect: "retries-without-limit",
    experiment: "slow-downstream",
    mustFail: ["slow-agent.retries"],
    // A draft that takes too long on a busy machine keeps its place for thirty attempts.
    mayDiffer: ["slow-agent.latest", "slow-llm.latest"],
  },
  { defect: "constant-back-off", experiment: "slow-downstream", mustFail: ["slow-agent.retries"] },
  {
    defect: "breaker-never-closes",
    experiment: "slow-downstream",
    mustFail: ["slow-agent.serves", "hung-agent.serves"],
    // It does not try again; a draft that takes too long on a busy machine opens another of its breakers for an hour.
    mayDiffer: [
      ...["retries", "latest", "bulkhead", "recovered"].map((what) => `slow-agent.${what}`),
      ...["latest", "bulkhead", "recovered"].map((what) => `slow-llm.${what}`),
      "hung-agent.errors.draft",
      "after.errors",
    ],
  },
  {
    defect: "one-failure-for-all",
    experiment: "slow-downstream",
    mustFail: [
      ...errorsOf("slow-agent", ["plan", "ingest", "storyboard"]),
      ...errorsOf("hung-agent", ["plan", "draft", "ingest", "storyboard"]),
    ],
    // A draft that takes longer than mesh waits, on a busy machine, is a failure too.
    mayDiffer: errorsOf("slow-llm", ["plan", "ingest", "storyboard"]),
  },
  {
    defect: "shared-places",
    experiment: "slow-downstream",
    mustFail: [
      ...["plan", "ingest", "storyboard"].map((route) => `slow-agent.p95.${route}`),
      "slow-agent.retries",
      ...errorsOf("slow-llm", ["plan", "ingest", "storyboard"]),
    ],
    mayDiffer: ["slow-llm.latest"],
  },
  {
    defect: "bulkhead-ignored",
    experiment: "slow-downstream",
    mustFail: ["slow-agent.bulkhead", "slow-llm.bulkhead"],
  },
  { defect: "deadline-per-attempt", experiment: "slow-downstream", mustFail: ["hung-agent.latest"] },
];
