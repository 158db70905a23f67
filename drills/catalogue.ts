import { DrillError } from "../common/errors.ts";
import type { DrillProgram } from "../engine/session.ts";
import type { DrillOptions } from "./options.ts";
import { experiments } from "./chaos/experiments.ts";
import { chaosDrill } from "./chaos/program.ts";
import { sustained } from "./load/sustained.ts";
import { restore } from "./restore/restore.ts";
import { smoke } from "./smoke/smoke.ts";

/** A drill as the catalogue knows it. */
export interface DrillEntry {
  name: string;
  /** what it proves, in one line */
  summary: string;
  /** the stack whose environment it runs on unless another is named */
  defaultStack: string;
  build: (options: DrillOptions) => DrillProgram;
}

/** Every drill there is. */
export const catalogue: readonly DrillEntry[] = [
  {
    name: "smoke",
    summary:
      "services ready and green, demo payloads, contract, SLO gate under open-model load, accepted writes stored",
    defaultStack: "smoke",
    build: smoke,
  },
  {
    name: "load/sustained",
    summary: "the playbook's 50 virtual users for 10 minutes, for comparison, and its open-model twin, which is gated",
    defaultStack: "smoke",
    build: sustained,
  },
  ...experiments.map((experiment): DrillEntry => ({
    name: `chaos/${experiment.name}`,
    summary: experiment.summary,
    defaultStack: "chaos",
    build: (options) => chaosDrill(`chaos/${experiment.name}`, [experiment], options),
  })),
  {
    name: "chaos",
    summary: "every chaos experiment, one after the other on one environment, with short faults",
    defaultStack: "chaos",
    build: (options) => chaosDrill("chaos", experiments, options),
  },
  {
    name: "restore",
    summary:
      "an environment is filled, backed up and destroyed; another one comes from nothing but the backup, and is compared",
    defaultStack: "restore",
    build: restore,
  },
];

/** @throws DrillError drill.unknown, naming the drills that exist */
export function findDrill(name: string): DrillEntry {
  const found = catalogue.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  throw new DrillError({
    code: "drill.unknown",
    kind: "usage",
    message: `there is no drill "${name}"`,
    remedy: `the drills are: ${catalogue.map((entry) => entry.name).join(", ")}`,
  });
}
