import { setTimeout as sleep } from "node:timers/promises";
import { DrillError } from "../../common/errors.ts";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import type { FaultyLink } from "../../engine/faults/kinds/link.ts";
import type { Probe, ProbeContext } from "../../engine/probes/probe.ts";
import type { DrillProgram, Faults, Session } from "../../engine/session.ts";
import { gate } from "../gate.ts";
import { gateObjectives, probed } from "../objectives.ts";
import type { DrillOptions } from "../options.ts";
import { observeSizes, sizesObjective } from "../sizes.ts";
import { type Capability, establish } from "./capabilities.ts";
import { changedDefaults, withLengths } from "./changed.ts";
import { withToken } from "./credentials.ts";
import type { Experiment, Scene, Stage } from "./experiment.ts";
import { inPart } from "./in-part.ts";
import { backgroundPlan, lengths, loadName, surgePlans } from "./load.ts";
import { preflight, preflightObjectives } from "./preflight.ts";
import { reachObjective, reachOf, requireReach, withReach } from "./reach.ts";
import { recoverySeconds } from "./recovery.ts";
import { requireSteady, steady } from "./steady.ts";
import { rise } from "./surge.ts";

/**
 * The drill that experiments make, one after the other, each a part of its own: gate, baseline, its stages each with
 * its recovery, after. One that is aborted ends alone, and is named the same whether others run beside it or not.
 */
export function chaosDrill(name: string, own: readonly Experiment[], options: DrillOptions): DrillProgram {
  const experiments = withLengths(own, options);
  const backgrounds = experiments.map((experiment) => backgroundPlan(experiment, options));
  return {
    name,
    stack: options.stack,
    parts: own.map(({ name: part, summary }) => ({ name: part, summary })),
    objectives: [
      ...gateObjectives,
      ...preflightObjectives,
      sizesObjective,
      ...experiments.flatMap((experiment) =>
        objectivesOf(experiment, options).map((objective) => inPart(experiment.name, objective)),
      ),
    ],
    loads: experiments.flatMap((experiment) => [
      backgroundPlan(experiment, options),
      ...experiment.stages.flatMap((stage) => surgePlans(experiment, stage, options)),
    ]),
    changedDefaults: changedDefaults(own, experiments, options),
    act: async (session) => {
      await gate(session);
      const capabilities = await establish(session, options, experiments);
      await session.phase("preflight", async () => {
        await observeSizes(session, backgrounds, options.settings);
        await preflight(session, capabilities);
      });
      let restartsSinceMs: number | undefined;
      for (const experiment of experiments) {
        const beganMs = Date.now();
        const what = { experiment, options, capabilities, restartsSinceMs };
        await session.part(experiment.name, (part) => perform(what, part));
        // What restarts is told by the next gate alone, rather than by every one that follows.
        restartsSinceMs = beganMs;
      }
    },
  };
}

/** Every objective of an experiment, by its own names. */
export function objectivesOf(experiment: Experiment, { settings }: Pick<DrillOptions, "settings">): Objective[] {
  const harm = probed(
    "harm",
    "no fault takes more than it may: most requests on unharmed routes are served, and no pod crashes again and again",
    "see what else waits for what was broken; the faults were lifted at once",
  );
  return [
    ...gateObjectives,
    ...(reachOf(experiment).length === 0 ? [] : [reachObjective]),
    harm,
    ...steady("baseline"),
    ...experiment.objectives(settings),
    ...steady("after"),
  ];
}

interface Performance {
  experiment: Experiment;
  options: DrillOptions;
  capabilities: ReadonlySet<Capability>;
  /** since when the gate counts restarts, milliseconds since the epoch; undefined = of late: it is the first of the run */
  restartsSinceMs: number | undefined;
}

async function perform(what: Performance, session: Session): Promise<void> {
  const { experiment, options, capabilities } = what;
  const { settings } = options;
  await gate(session, what.restartsSinceMs);
  await withToken(session, { experiment, settings, honoured: capabilities.has("credentials") }, async (token) => {
    const plan = backgroundPlan(experiment, options);
    const load = token === undefined ? plan : { ...plan, credentialed: true };
    const behind = { ...what, load, token };
    await session.faults((faults) => session.behind(load, () => disturbed(behind, session, faults), token));
  });
  const load = loadName(experiment.name);
  const { samples: file, generator } = session.paths.load(load);
  const looks = experiment.afterLoad?.({ name: load, file, generator }) ?? [];
  if (looks.length > 0) await session.phase("writes", () => observeAll(session, looks));
}

/** A performance behind its load, and what the requests of that carry. */
interface Disturbed extends Performance {
  load: LoadPlan;
  token: string | undefined;
}

async function disturbed(what: Disturbed, session: Session, faults: Faults): Promise<void> {
  const { experiment, options, capabilities, load, token } = what;
  await pause(session, what.restartsSinceMs === undefined ? lengths.firstWarmup : lengths.warmup);
  const links = { link: (name: string) => linkOf(session, name), traffic: faults.traffic };
  await session.phase("baseline", () =>
    atLeast(lengths.baseline, session, () => requireReach(experiment, load, links, session)),
  );
  requireSteady(session);
  for (const stage of experiment.stages) {
    const scene: Scene = {
      ...links,
      settings: options.settings,
      has: (capability) => capabilities.has(capability),
      load,
      token,
      faultSeconds: stage.faultSeconds,
      beganMs: Date.now(),
    };
    await run(what, stage, scene, session, faults);
  }
  await session.phase("after", () => pause(session, lengths.after));
}

async function run(
  { experiment, options, capabilities }: Performance,
  stage: Stage,
  scene: Scene,
  session: Session,
  control: Faults,
): Promise<void> {
  await observeAll(session, stage.before?.(scene) ?? []);
  const faults = stage.faults(scene);
  const pods = await session.ask(podCounts);
  const radius = { ...experiment.radius, pods };
  const steps = surgePlans(experiment, stage, options);
  const unharmed = unharmedRoutes(experiment, stage, { settings: scene.settings, capabilities });
  await control.inForce({ faults, radius, armed: options.injectFaults, unharmed }, async (sinceMs) => {
    const disturbed = () =>
      atLeast(stage.faultSeconds, session, async () => {
        const looks = [...stage.during(scene), ...(stage.measuredDuring?.(scene) ?? [])];
        await Promise.all([observeAll(session, looks), rise(stage, steps, scene.load, session)]);
      });
    // Errors come at once; that the effect was seen may have taken a while.
    await session.phase(stage.name, () => withReach(stage, scene, session, disturbed), sinceMs);
    const { settledSeconds, easingSeconds } = stage;
    if (settledSeconds !== undefined) {
      await pause(session, easingSeconds?.(scene.settings) ?? 0);
      await session.phase(`${stage.name}-settled`, () =>
        atLeast(settledSeconds, session, () => observeAll(session, stage.settled?.(scene) ?? [])),
      );
    }
  });
  await session.phase(`${stage.name}-recovery`, () =>
    atLeast(recoverySeconds(scene.settings), session, () =>
      observeAll(session, [...stage.recovered(scene), ...(stage.measured?.(scene) ?? [])]),
    ),
  );
}

/** Routes that objectives judge one by one while a stage's faults are in force: once all of them fail, it ends early. */
export function unharmedRoutes(
  { objectives }: Experiment,
  { name }: Stage,
  { settings, capabilities }: Pick<DrillOptions, "settings"> & { capabilities: ReadonlySet<string> },
): string[] {
  const isJudged = ({ needs }: Objective) => needs.every((need) => capabilities.has(need));
  return objectives(settings).flatMap((each) =>
    each.kind === "errors" && each.phase === name && each.endpoint !== "*" && isJudged(each) ? [each.endpoint] : [],
  );
}

async function observeAll(session: Session, probes: readonly Probe[]): Promise<void> {
  await Promise.all(probes.map((probe) => session.observe(probe)));
}

/** What a phase needs to have enough samples, whatever its probes take. */
async function atLeast(seconds: number, session: Session, body: () => Promise<void>): Promise<void> {
  await Promise.all([body(), pause(session, seconds)]);
}

const pause = (session: Session, seconds: number): Promise<void> =>
  sleep(seconds * 1_000, undefined, { signal: session.signal });

/** Pods of each workload, as its controller wants them. */
export async function podCounts({ api, environment }: ProbeContext): Promise<Record<string, number>> {
  const { namespace } = environment;
  const [deployments, sets] = await Promise.all([
    api.apps.listNamespacedDeployment({ namespace }),
    api.apps.listNamespacedStatefulSet({ namespace }),
  ]);
  const all = [...deployments.items, ...sets.items];
  return Object.fromEntries(all.map(({ metadata, spec }) => [metadata?.name ?? "", spec?.replicas ?? 1]));
}

/** A link of the environment. @throws DrillError chaos.no-link where there is none of the name */
export function linkOf({ environment }: Pick<ProbeContext, "environment">, name: string): FaultyLink {
  const port = environment.faultLinks[name];
  if (port !== undefined) return { name, port };
  throw new DrillError({
    code: "chaos.no-link",
    kind: "usage",
    message: `the environment has no link ${name} that a drill can break`,
    remedy: "use the stack chaos, or set biowerk:faultLinks to true",
  });
}
