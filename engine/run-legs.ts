import { DrillError } from "../common/errors.ts";
import type { EnvironmentSource } from "./environment-source.ts";
import type { EnvironmentRecord } from "./evidence/run-record.ts";
import { type Leg, runLeg, type RunFiles, timed } from "./run-leg.ts";
import type { DrillProgram } from "./session.ts";

/** The environment that a run has to answer for; null while there is none. */
export interface Standing {
  source: EnvironmentSource | null;
  /** what is left of those that are gone, each with the command that removes it */
  left: string[];
}

export interface Legs extends Omit<Leg, "act" | "source"> {
  program: DrillProgram;
  source: EnvironmentSource;
}

/**
 * Runs a drill on its environment, and where it rebuilds that, destroys it and goes on with another.
 * @param standing is kept to what is there, also where this rejects
 * @returns what the last environment was
 */
export async function runLegs(legs: Legs, standing: Standing, files: RunFiles): Promise<EnvironmentRecord> {
  const { program, source } = legs;
  const first = await runLeg({ ...legs, act: program.act }, files);
  const { rebuilt } = program;
  if (rebuilt === undefined || !first.completed) return first.record;
  const { successor } = source;
  if (successor === undefined) throw notToLose(source.lease.id);
  await rebuilt.lose(() => destroy(legs, standing, files));
  const next = await successor(await rebuilt.succession());
  standing.source = next;
  return (await runLeg({ ...legs, source: next, act: rebuilt.act }, files)).record;
}

/** What is left of the environment would be readable to the one that comes, which must not be. */
async function destroy({ source, say }: Legs, standing: Standing, { journal, segments }: RunFiles): Promise<void> {
  const { takeDown, lease } = source;
  if (takeDown === undefined) throw notToLose(lease.id);
  say(`disaster: environment ${lease.id} is destroyed`);
  journal.append({ type: "action", action: "disaster", detail: lease.id });
  const left = await timed(segments, "disaster", () => takeDown(AbortSignal.timeout(420_000)));
  standing.source = null;
  if (left.length === 0) return;
  standing.left.push(...left);
  journal.append({ type: "left-behind", items: left });
  throw new DrillError({
    code: "recovery.source-left",
    kind: "environment",
    message: `the environment was destroyed, and ${left.length} things of it are left: ${left[0]}`,
    remedy: "remove what the run says is left behind, and run it again",
  });
}

/** Only what a run brought up itself may it destroy. */
export function notToLose(id: string): DrillError {
  return new DrillError({
    code: "recovery.not-ours",
    kind: "usage",
    message: `environment ${id} is not this run's own, so that it must not be destroyed`,
    remedy: "run the drill without --attach: it brings up what it destroys",
  });
}
