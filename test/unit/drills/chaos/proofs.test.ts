import { expect, it } from "vitest";
import { settings } from "../../../../contract/settings.ts";
import { experiments } from "../../../../drills/chaos/experiments.ts";
import { canFail, proofsOf, unproven } from "../../../../drills/chaos/proofs.ts";

it("names the drills in which an objective must fail", () => {
  expect(proofsOf("outage.breaker", "agent-outage")).toEqual([
    { defect: "breaker-never-opens", drill: "chaos/agent-outage" },
  ]);
  expect(proofsOf("outage.breaker", "redis-down")).toEqual([]);
});

it("lets any experiment prove what all have, and the smoke drill what it has as well", () => {
  const drills = proofsOf("after.errors").map(({ drill }) => drill);
  expect(drills).toEqual(expect.arrayContaining(["chaos/partition", "chaos/failover"]));
  expect(proofsOf("services-ready")).toEqual([{ defect: "crash-loop", drill: "smoke" }]);
});

it("lets no other drill prove an experiment's own, though it has one of the same name", () => {
  const drills = proofsOf("accepted-writes-stored", "mongo-outage").map(({ drill }) => drill);
  expect(new Set(drills)).toEqual(new Set(["chaos/mongo-outage"]));
});

it("asks no proof of what only says whether anything would be seen", () => {
  expect(["reach", "preflight.targets", "preflight.sizes", "baseline.p95"].map(canFail)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

/** What is left, with what it would take. */
const open = [
  // An agent or a model that holds calls without an end.
  "slow-downstream.slow-agent.latest",
  "slow-downstream.slow-agent.recovered",
  "slow-downstream.slow-llm.latest",
  "slow-downstream.slow-llm.recovered",
  // An exporter that does not tell.
  "cache-flush.flushed.alert",
  "cache-flush.flushed.misses-alert",
  "cache-flush.flushed.recovered",
  // The reference takes no credentials.
  "postgres-outage.refused.credentialed",
  "postgres-outage.hung.credentialed",
  // A keeper that keeps nothing before anything is broken, and one that mesh gives up because its store hangs.
  "mongo-outage.blocked.kept",
  "mongo-outage.blocked.mesh-closed",
  // An autoscaler that adds no pods.
  "pressure.pressure.rescaled",
  "pressure.pressure.recovered",
  // Lifting the limits replaces the pods of mesh, and with them whatever they held.
  "exhaustion.saturated.relieved",
];

it("finds every objective that no seeded defect turns red: whoever adds one adds its proof, or its line here", () => {
  expect(unproven(experiments, settings.parse({}))).toEqual(open);
});
