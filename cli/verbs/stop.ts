import type { Command } from "commander";
import { isAlive } from "../../engine/environment/holder.ts";
import { type EnvironmentLease, listLeases } from "../../engine/environment/record.ts";
import type { Edges } from "../edges.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { interruptible } from "../interrupts.ts";
import { liftFaultsIn } from "../lift-faults.ts";
import { onlyOrNamed } from "../which-environment.ts";

/** The verb that ends a drill from another terminal. */
export function registerStopVerb(program: Command, edges: Edges, finish: (code: number) => void): void {
  program
    .command("stop [run]")
    .description("end a running drill: name the run, or the environment that it is attached to")
    .action(async (id: string | undefined) => {
      const lease = await onlyOrNamed(id, running);
      finish((await interrupted(lease, edges)) ? exitCodes.pass : await liftInstead(lease, edges));
    });
}

/** Environments that a process works on; where there is none, all. */
async function running(): Promise<EnvironmentLease[]> {
  const leases = await listLeases();
  const alive = await Promise.all(leases.map(({ holder }) => holder !== null && isAlive(holder)));
  const held = leases.filter((_, index) => alive[index]);
  return held.length > 0 ? held : leases;
}

/** Sends what Ctrl-C would send; false where the process is not there any more. */
async function interrupted({ id, holder }: EnvironmentLease, { say }: Edges): Promise<boolean> {
  if (holder === null || !(await isAlive(holder))) return false;
  try {
    process.kill(holder.pid, "SIGINT");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw thrown;
  }
  say(`process ${holder.pid} was interrupted: it lifts its faults, reports, and takes down what is its own`);
  say(`to have it stop at once, whatever it leaves: drill stop ${id}`);
  return true;
}

/** The guard in the cluster lifts the faults of a dead drill too; this is for who wants to see it done. */
async function liftInstead({ id }: EnvironmentLease, edges: Edges): Promise<ExitCode> {
  const { say } = edges;
  say(`no process works on environment ${id}; looking for faults that it left`);
  return interruptible(
    say,
    () => [`perhaps faults in environment ${id} (drill stop ${id})`],
    async (signal) => {
      const runs = await liftFaultsIn(id, { say, signal }, edges);
      say(runs.length === 0 ? "no fault was in force" : `lifted the faults of: ${runs.join(", ")}`);
      say(`left: environment ${id} (drill down ${id})`);
    },
  );
}
