import { gatedLoads } from "../../contract/payloads.ts";
import { acceptedWritesStored, keepsPlans } from "../../engine/probes/accepted-writes.ts";
import { demoPayloads } from "../../engine/probes/demo-payloads.ts";
import { metricsPresent } from "../../engine/probes/metrics-present.ts";
import { openapiMatch } from "../../engine/probes/openapi-match.ts";
import { servicesReady } from "../../engine/probes/services-ready.ts";
import { openPlan } from "../../engine/load/plans.ts";
import type { DrillProgram } from "../../engine/session.ts";
import { gate } from "../gate.ts";
import type { DrillOptions } from "../options.ts";
import { gatewaySlo } from "../slo.ts";
import { sloLoad, smokeObjectives } from "./objectives.ts";

/** The drill's own choices; --duration and --rate change the load's. */
const defaults = {
  durationMs: 60_000,
  warmupMs: 10_000,
  /** arrivals per second: four routes get 600 samples each in what follows the warm-up of a minute */
  ratePerSecond: 52,
  demoRepeats: 3,
} as const;

/** The baseline smoke: a release that cannot pass this needs no further drill. */
export function smoke(options: DrillOptions): DrillProgram {
  const asked = { durationMs: options.durationMs, ratePerSecond: options.ratePerSecond };
  const plan = openPlan({
    name: sloLoad,
    runId: options.runId,
    endpoints: gatedLoads,
    durationMs: options.durationMs ?? defaults.durationMs,
    ratePerSecond: options.ratePerSecond ?? defaults.ratePerSecond,
    warmupMs: defaults.warmupMs,
    requestTimeoutMs: 10_000,
    expectedLatencyMs: gatewaySlo.p95Ms,
    minSamples: gatewaySlo.minSamples,
    limiter: options.limiter,
  });
  // Whoever asks for a length or a rate gets it; too few samples then make the run INCONCLUSIVE.
  const load =
    options.durationMs === undefined && options.ratePerSecond === undefined
      ? plan
      : { ...plan, durationMs: options.durationMs ?? defaults.durationMs };
  return {
    name: "smoke",
    stack: options.stack,
    objectives: smokeObjectives(load.endpoints.map((endpoint) => endpoint.name)),
    loads: [load],
    changedDefaults: changed(asked),
    act: async (session) => {
      await gate(session);
      await session.phase("demo", async () => {
        await session.observe(demoPayloads({ repeats: defaults.demoRepeats, ...pick(options, "dataset") }));
      });
      const persistence = await session.ask(keepsPlans);
      await session.capability("persistence", persistence);
      await session.phase("contract", async () => {
        await session.observe(openapiMatch(pick(options, "snapshot")));
        await session.observe(metricsPresent());
      });
      await session.phase("load", () => session.load(load));
      await session.phase("after", async () => {
        await session.observe(servicesReady({ deadlineMs: 5_000 }));
        const writes = acceptedWritesStored({ load: load.name, file: session.paths.load(load.name).samples });
        if (persistence === true) await session.observe(writes);
      });
    },
  };
}

function changed(asked: { durationMs: number | undefined; ratePerSecond: number | undefined }): string[] {
  const lines: string[] = [];
  if (asked.durationMs !== undefined && asked.durationMs !== defaults.durationMs) {
    lines.push(`load duration: ${asked.durationMs / 1_000} s instead of ${defaults.durationMs / 1_000} s`);
  }
  if (asked.ratePerSecond !== undefined && asked.ratePerSecond !== defaults.ratePerSecond) {
    lines.push(`arrival rate: ${asked.ratePerSecond}/s instead of ${defaults.ratePerSecond}/s`);
  }
  return lines;
}

function pick<K extends keyof DrillOptions>(
  options: DrillOptions,
  key: K,
): Pick<DrillOptions, K> | Record<string, never> {
  return options[key] === undefined ? {} : ({ [key]: options[key] } as Pick<DrillOptions, K>);
}
