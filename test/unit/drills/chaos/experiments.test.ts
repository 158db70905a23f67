import { describe, expect, it } from "vitest";
import { alertRules } from "../../../../components/observability/alert-rules.ts";
import { settings as settingsSchema } from "../../../../contract/settings.ts";
import { alertNames } from "../../../../drills/chaos/alerts.ts";
import { capabilities } from "../../../../drills/chaos/capabilities.ts";
import { withLengths } from "../../../../drills/chaos/changed.ts";
import type { Experiment, Scene } from "../../../../drills/chaos/experiment.ts";
import { experiments } from "../../../../drills/chaos/experiments.ts";
import { backgroundPlan, experimentSeconds, lengths, loadName } from "../../../../drills/chaos/load.ts";
import { reachOf } from "../../../../drills/chaos/reach.ts";
import { shareOf } from "../../../../drills/chaos/routes.ts";
import { chaosDrill } from "../../../../drills/chaos/program.ts";
import { stackConfig, settingsOf, limiterOf } from "../../../../cli/stack-file.ts";
import type { DrillOptions } from "../../../../drills/options.ts";

const config = await stackConfig("chaos", []);
const options: DrillOptions = {
  runId: "r1",
  stack: "chaos",
  limiter: limiterOf(config),
  settings: settingsOf(config),
  injectFaults: true,
};

const drillOf = (experiment: Experiment) => chaosDrill(`chaos/${experiment.name}`, [experiment], options);

/** Every probe that an experiment observes, by its own names. */
function probesOf(experiment: Experiment): string[] {
  const every = experiment.stages.flatMap((stage) => {
    const scene: Scene = {
      link: (name) => ({ name, port: 1 }),
      settings: options.settings,
      has: () => true,
      load: backgroundPlan(experiment, options),
      token: "t",
      faultSeconds: stage.faultSeconds,
      beganMs: 0,
      traffic: async () => new Map(),
    };
    const { before, during, settled, recovered } = stage;
    return [...(before?.(scene) ?? []), ...during(scene), ...(settled?.(scene) ?? []), ...recovered(scene)];
  });
  const afterLoad = experiment.afterLoad?.({ name: "l", file: "f", generator: "g" }) ?? [];
  return ["services-ready", "services-green", "reach", "harm", ...[...every, ...afterLoad].map(({ name }) => name)];
}

const phasesOf = ({ stages }: Experiment) => [
  "gate",
  "baseline",
  ...stages.flatMap(({ name, settledSeconds }) => [
    name,
    ...(settledSeconds === undefined ? [] : [`${name}-settled`]),
    `${name}-recovery`,
  ]),
  "after",
  "writes",
];

describe.each(experiments.map((experiment) => [experiment.name, experiment] as const))("%s", (name, experiment) => {
  const { objectives, loads } = drillOf(experiment);
  const own = objectives.filter(({ id }) => id.startsWith(`${name}.`));

  it("names each phase and each objective once", () => {
    expect(new Set(phasesOf(experiment)).size).toBe(phasesOf(experiment).length);
    expect(new Set(objectives.map(({ id }) => id)).size).toBe(objectives.length);
  });

  it("judges phases, probes and loads that there are", () => {
    const phases = phasesOf(experiment).map((phase) => `${name}.${phase}`);
    const probes = probesOf(experiment).map((probe) => `${name}.${probe}`);
    for (const objective of own) {
      if (objective.kind === "probe") expect(probes).toContain(objective.probe);
      else expect(loads.map((load) => load.name)).toContain(objective.load);
      if ("phase" in objective) expect(phases).toContain(objective.phase);
      if ("against" in objective) expect(phases).toContain(objective.against);
    }
  });

  it("judges every probe that it observes", () => {
    const judged = own.flatMap((objective) => (objective.kind === "probe" ? [objective.probe] : []));
    const links = (experiment.reach ?? experiment.radius.links).length > 0;
    const observed = probesOf(experiment).filter((probe) => links || probe !== "reach");
    expect(new Set(judged)).toEqual(new Set(observed.map((probe) => `${name}.${probe}`)));
  });

  it("needs only capabilities that are looked for", () => {
    for (const { needs } of own) expect(capabilities).toEqual(expect.arrayContaining(needs));
  });

  it("has as many samples in its phases as its objectives need", () => {
    const load = loads.find((each) => each.name === loadName(name));
    if (load?.model.kind !== "open") throw new Error("no open-model load");
    const total = load.endpoints.reduce((sum, { weight }) => sum + weight, 0);
    const secondsOf: Record<string, number> = { ...lengths };
    for (const { name: stage, faultSeconds, settledSeconds = 0 } of experiment.stages) {
      Object.assign(secondsOf, { [stage]: Math.min(faultSeconds, 30), [`${stage}-settled`]: settledSeconds });
    }
    for (const objective of own) {
      if (objective.kind === "probe" || objective.kind === "achieved-rate" || objective.phase === undefined) continue;
      const { routes, phases } =
        objective.kind === "goodput"
          ? { routes: objective.endpoints, phases: [objective.phase, objective.against] }
          : { routes: [objective.endpoint], phases: [objective.phase] };
      const found = load.endpoints.filter((each) => routes.includes(each.name));
      const weight = found.length === 0 ? total : found.reduce((sum, each) => sum + each.weight, 0);
      const seconds = Math.min(...phases.map((phase) => secondsOf[phase.slice(name.length + 1)] ?? 0));
      const expected = (load.model.ratePerSecond * seconds * weight) / total;
      expect(expected, objective.id).toBeGreaterThanOrEqual(objective.minSamples);
    }
  });

  it("sends traffic of its own over every link to what it breaks", () => {
    const load = backgroundPlan(experiment, options);
    const later = experiment.stages.flatMap(({ uncalled }) => (uncalled === undefined ? [] : [`mesh-${uncalled}`]));
    const calls = Object.keys(experiment.calls ?? {});
    const links = reachOf(experiment);
    const taken = links.filter((link) => shareOf(link, load) > 0);
    expect([...taken, ...calls, ...later].sort()).toEqual(links.toSorted());
  });

  it("breaks no more than it declares links and workloads for", () => {
    for (const stage of experiment.stages) {
      const asked: string[] = [];
      stage.faults({
        settings: options.settings,
        has: () => true,
        link: (link) => (asked.push(link), { name: link, port: 1 }),
      });
      expect(experiment.radius.links).toEqual(expect.arrayContaining(asked));
    }
  });
});

describe("all experiments in sequence", () => {
  it("take less than 24 minutes on the stack chaos, and a little for gates and the generator", () => {
    const seconds = withLengths(experiments, options).map((each) => experimentSeconds(each, options.settings));
    // Each is told as if it were the first of a run; only one of them is.
    const shorterWarmups = (experiments.length - 1) * (lengths.firstWarmup - lengths.warmup);
    expect(seconds.reduce((sum, each) => sum + each, 0) - shorterWarmups).toBeLessThan(24 * 60);
  });

  it("have names of objectives and loads of their own", () => {
    const { objectives, loads } = chaosDrill("chaos", experiments, options);
    expect(new Set(objectives.map(({ id }) => id)).size).toBe(objectives.length);
    expect(new Set(loads.map((load) => load.name)).size).toBe(loads.length);
  });

  it("cut long faults short, and say so", () => {
    const { changedDefaults } = chaosDrill("chaos", experiments, options);
    expect(changedDefaults).toContain("partition.partition: fault of 30 s instead of 300 s");
    expect(changedDefaults).toContain("CIRCUIT_BREAKER_TIMEOUT: 5 instead of 60");
  });

  it("last as long as is asked for", () => {
    const [asked] = withLengths(experiments, { ...options, durationMs: 600_000 });
    expect(asked?.stages.every(({ faultSeconds }) => faultSeconds === 600)).toBe(true);
  });
});

describe("a stage whose probes need as long as the target's settings make it", () => {
  const hungAgent = (given: Partial<DrillOptions>) => {
    const of = { ...options, ...given };
    const [found] = withLengths(
      experiments.filter(({ name }) => name === "slow-downstream"),
      of,
    );
    if (found === undefined) throw new Error("there is no such experiment");
    const { faultSeconds = 0 } = found.stages.find(({ name }) => name === "hung-agent") ?? {};
    return { faultSeconds, loadSeconds: experimentSeconds(found, of.settings) };
  };
  const plain = { settings: settingsSchema.parse({}) };

  it("is short on the stack chaos, and outlasts three attempts of half a minute", () => {
    expect(hungAgent({}).faultSeconds).toBe(22);
    expect(hungAgent(plain).faultSeconds).toBeGreaterThan(5 + 3 * 30);
  });

  it("is not cut short by a length that is asked for, but may last longer", () => {
    expect(hungAgent({ ...plain, durationMs: 1_000 }).faultSeconds).toBe(hungAgent(plain).faultSeconds);
    expect(hungAgent({ ...plain, durationMs: 600_000 }).faultSeconds).toBe(600);
  });

  it("has the load behind it for as long", () => {
    const one = hungAgent({ ...plain, durationMs: 1_000 });
    expect(one.loadSeconds).toBeGreaterThan(one.faultSeconds);
  });
});

it("changes nothing unasked on a target with its own defaults", () => {
  const plain = { ...options, settings: settingsSchema.parse({}) };
  for (const each of experiments) expect(chaosDrill("c", [each], plain).changedDefaults).toEqual([]);
});

it("looks for alerts that there are rules for", () => {
  expect(alertRules(2).map(({ alert }) => alert)).toEqual(expect.arrayContaining(Object.values(alertNames)));
});
