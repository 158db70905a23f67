import { resolve } from "node:path";
import { parseDuration } from "../common/duration.ts";
import { DrillError } from "../common/errors.ts";
import type { DrillEntry } from "../drills/catalogue.ts";
import type { BackupOptions } from "../drills/restore/options.ts";
import type { Following } from "../engine/environment/provision.ts";
import { readDataset } from "../engine/probes/demo-payloads.ts";
import type { EnvironmentSource } from "../engine/environment-source.ts";
import { notToLose } from "../engine/run-legs.ts";
import type { DrillProgram } from "../engine/session.ts";
import { attachedSource, findEnvironment, type StandingEnvironment } from "./attached.ts";
import type { Edges } from "./edges.ts";
import { newSource } from "./environment-source.ts";
import { newId } from "./ids.ts";
import { askedConfig } from "./preflight/asked-config.ts";
import { clusterDefaultsOf, limiterOf, settingsOf, snapshotOf } from "./stack-file.ts";

/** What the command line says of its runs. */
export interface RunWish {
  stack?: string;
  attach?: string;
  /** overrides, each key=value */
  config: string[];
  duration?: string;
  rate?: string;
  dataset?: string;
  /** false = chaos drills do all but inject */
  inject: boolean;
  /** what it says of backups */
  backups?: BackupOptions;
  mayStartDocker: boolean;
}

/** A run of which everything is known that the command line decides; nothing exists for it yet. */
export interface PlannedRun {
  name: string;
  runId: string;
  program: DrillProgram;
  /** whether the environment is the run's own, and goes with it */
  ownEnvironment: boolean;
  /** makes the tools ready; the environment itself comes up in the run */
  source: (following: Following) => Promise<EnvironmentSource>;
}

/**
 * Plans every run before the first one starts.
 * @throws DrillError of kind usage for whatever is wrong with any of them
 */
export async function planRuns(names: readonly string[], wish: RunWish, edges: Edges): Promise<PlannedRun[]> {
  const entries = names.map((name) => edges.findDrill(name));
  if (wish.dataset !== undefined) await readDataset(wish.dataset);
  const up = wish.attach === undefined ? undefined : await findEnvironment(wish.attach);
  const runs: PlannedRun[] = [];
  // One after the other: two looks at the same port at once would be in each other's way.
  for (const entry of entries) runs.push(await planRun(entry, wish, up, edges));
  return runs;
}

async function planRun(
  entry: DrillEntry,
  wish: RunWish,
  up: StandingEnvironment | undefined,
  edges: Edges,
): Promise<PlannedRun> {
  const runId = newId(entry.name);
  const stack = up?.stack ?? wish.stack ?? entry.defaultStack;
  const config = up?.config ?? (await askedConfig(stack, wish.config));
  const built = entry.build({
    runId,
    stack,
    limiter: limiterOf(config),
    settings: settingsOf(config),
    injectFaults: wish.inject,
    config,
    ...(wish.backups === undefined ? {} : { backups: wish.backups }),
    ...loadOptions(wish),
    ...(wish.dataset === undefined ? {} : { dataset: resolve(wish.dataset) }),
    ...(await snapshotOf(config)),
  });
  if (up !== undefined && built.rebuilt !== undefined) throw notToLose(up.id);
  const program = { ...built, changedDefaults: [...built.changedDefaults, ...clusterDefaultsOf(config)] };
  const { mayStartDocker } = wish;
  const source = (following: Following) =>
    up === undefined
      ? newSource({ id: runId, stack, overrides: wish.config, mayStartDocker, ...following }, edges)
      : attachedSource(up, { mayStartDocker, ...following }, edges);
  return { name: entry.name, runId, program, ownEnvironment: up === undefined, source };
}

/** What the command line changes about loads. */
export function loadOptions(options: { duration?: string; rate?: string }): {
  durationMs?: number;
  ratePerSecond?: number;
} {
  return {
    ...(options.duration === undefined ? {} : { durationMs: parseDuration(options.duration) }),
    ...(options.rate === undefined ? {} : { ratePerSecond: parseRate(options.rate) }),
  };
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0 && rate <= 10_000) return rate;
  throw new DrillError({
    code: "rate.invalid",
    kind: "usage",
    message: `"${text}" is not a rate`,
    remedy: "write arrivals per second, above 0 and at most 10000",
  });
}
