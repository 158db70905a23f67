import { gatedLoads } from "../../contract/payloads.ts";
import { acceptedWritesStored, keepsPlans } from "../../engine/probes/accepted-writes.ts";
import { demoPayloads } from "../../engine/probes/demo-payloads.ts";
import { metricsPresent } from "../../engine/probes/metrics-present.ts";
import { openapiMatch } from "../../engine/probes/openapi-match.ts";
import { servicesReady } from "../../engine/probes/services-ready.ts";
import { openPlan, type Pace } from "../../engine/load/plans.ts";
import type { DrillProgram } from "../../engine/session.ts";
import { gate } from "../gate.ts";
import { changedPace, type DrillOptions } from "../options.ts";
import { gatewaySlo } from "../slo.ts";
import { sloLoad, smokeObjectives } from "./objectives.ts";

/** Four routes get 600 samples each in what follows the warm-up of a minute. */
const own: Pace = { durationMs: 60_000, ratePerSecond: 52 };
const warmupMs = 10_000;
const demoRepeats = 3;

/** The baseline smoke: a release that cannot pass this needs no further drill. */
export function smoke(options: DrillOptions): DrillProgram {
  const load = openPlan({
    name: sloLoad,
    runId: options.runId,
    endpoints: gatedLoads,
    own,
    asked: options,
    warmupMs,
    requestTimeoutMs: 10_000,
    expectedLatencyMs: gatewaySlo.p95Ms,
    minSamples: gatewaySlo.minSamples,
    limiter: options.limiter,
  });
  return {
    name: "smoke",
    stack: options.stack,
    objectives: smokeObjectives(load.endpoints.map((endpoint) => endpoint.name)),
    loads: [load],
    changedDefaults: changedPace(own, options),
    act: async (session) => {
      const restartsSinceMs = Date.now();
      await gate(session);
      await session.phase("demo", async () => {
        await session.observe(demoPayloads({ repeats: demoRepeats, ...pick(options, "dataset") }));
      });
      const persistence = await session.ask(keepsPlans);
      await session.capability("persistence", persistence);
      await session.phase("contract", async () => {
        await session.observe(openapiMatch(pick(options, "snapshot")));
        await session.observe(metricsPresent());
      });
      await session.phase("load", () => session.load(load));
      await session.phase("after", async () => {
        await session.observe(servicesReady({ deadlineMs: 5_000, restartsSinceMs }));
        const writes = acceptedWritesStored({ load: load.name, file: session.paths.load(load.name).samples });
        if (persistence === true) await session.observe(writes);
      });
    },
  };
}

function pick<K extends keyof DrillOptions>(
  options: DrillOptions,
  key: K,
): Pick<DrillOptions, K> | Record<string, never> {
  return options[key] === undefined ? {} : ({ [key]: options[key] } as Pick<DrillOptions, K>);
}
