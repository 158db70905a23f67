import { expect, it } from "vitest";
import { settings as schema } from "../../../../contract/settings.ts";
import { agentOutage } from "../../../../drills/chaos/agent-outage.ts";
import type { Experiment } from "../../../../drills/chaos/experiment.ts";
import { unharmedRoutes } from "../../../../drills/chaos/program.ts";
import { redisDown } from "../../../../drills/chaos/redis-down.ts";

const settings = schema.parse({});
const routesOf = (experiment: Experiment) =>
  experiment.stages.map((stage) => unharmedRoutes(experiment, stage, { settings }));

it("are those that a stage's objectives judge one by one", () => {
  const [routes] = routesOf(agentOutage);
  expect(routes).toEqual(expect.arrayContaining(["plan", "draft"]));
  expect(routes).not.toContain("ingest");
});

it("are none where all traffic is judged together: a target that fails all of it must fail, not end early", () => {
  for (const routes of routesOf(redisDown)) expect(routes).toEqual([]);
});
