import { expect, it } from "vitest";
import { settings as schema } from "../../../../contract/settings.ts";
import { agentOutage } from "../../../../drills/chaos/agent-outage.ts";
import type { Experiment } from "../../../../drills/chaos/experiment.ts";
import { unharmedRoutes } from "../../../../drills/chaos/program.ts";
import { postgresOutage } from "../../../../drills/chaos/postgres-outage.ts";
import { redisDown } from "../../../../drills/chaos/redis-down.ts";

const settings = schema.parse({});
const routesOf = (experiment: Experiment, capabilities: readonly string[] = []) =>
  experiment.stages.map((stage) =>
    unharmedRoutes(experiment, stage, { settings, capabilities: new Set(capabilities) }),
  );

it("are those that a stage's objectives judge one by one", () => {
  const [routes] = routesOf(agentOutage);
  expect(routes).toEqual(expect.arrayContaining(["plan", "draft"]));
  expect(routes).not.toContain("ingest");
});

it("are none where all traffic is judged together: a target that fails all of it must fail, not end early", () => {
  for (const routes of routesOf(redisDown)) expect(routes).toEqual([]);
});

it("are none of those that are not judged: where all of a load needs Postgres for its credential, it must not end early", () => {
  for (const routes of routesOf(postgresOutage, ["persistence"])) expect(routes).toContain("storyboard");
  for (const routes of routesOf(postgresOutage, ["credentials"])) expect(routes).toEqual([]);
});
