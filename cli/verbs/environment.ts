import type { Command } from "commander";
import { formatDuration } from "../../common/duration.ts";
import { DrillError, messageOf } from "../../common/errors.ts";
import { stateFolder } from "../../common/folders.ts";
import { releaseLease, standingOf } from "../../engine/environment/holding.ts";
import type { Following } from "../../engine/environment/provision.ts";
import { listLeases, readLease } from "../../engine/environment/record.ts";
import type { Edges } from "../edges.ts";
import { newSource, takeDownAfterFailure } from "../environment-source.ts";
import { type ExitCode, exitCodes, worst } from "../exit-codes.ts";
import { newId } from "../ids.ts";
import { catchInterrupts } from "../interrupts.ts";
import { liftFaultsIn } from "../lift-faults.ts";
import { reportFailure } from "../output.ts";
import { onlyOrNamed } from "../which-environment.ts";
import { withDocker } from "../with-docker.ts";

/** Bound on taking one environment down, milliseconds. */
const teardownMs = 420_000;

const collect = (value: string, all: string[]) => [...all, value];

export function registerEnvironmentVerbs(program: Command, edges: Edges, finish: (code: number) => void): void {
  program
    .command("up [stack]")
    .description("bring up an environment and leave it up")
    .option("-c, --config <key=value>", "set a config key of the stack", collect, [])
    .action(async (stack: string | undefined, options: { config: string[] }, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      finish(await up(stack ?? "smoke", options.config, startDocker, edges));
    });

  program
    .command("down [environment]")
    .description("take an environment down and check that nothing is left")
    .action(async (id: string | undefined, _options: unknown, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      finish(await down([(await onlyOrNamed(id)).id], startDocker, edges));
    });

  program
    .command("list")
    .description("list the environments that exist")
    .action(async () => {
      const leases = await listLeases();
      for (const lease of leases) {
        const age = formatDuration(Date.now() - Date.parse(lease.createdAt));
        const standing = await standingOf(lease, new Date());
        edges.print([lease.id, lease.stack, standing, lease.clusterProvider, age, lease.owner].join("\t"));
      }
      if (leases.length === 0) edges.say("no environments");
    });

  program
    .command("gc")
    .description("take down every environment whose lease ran out or whose run died")
    .action(async (_options: unknown, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      const dead: string[] = [];
      for (const lease of await listLeases()) {
        if (["expired", "orphan"].includes(await standingOf(lease, new Date()))) dead.push(lease.id);
      }
      if (dead.length > 0) return finish(await down(dead, startDocker, edges));
      edges.say("nothing to collect");
      // A run that was killed before it recorded an environment can leave a daemon that nobody uses.
      await edges.dropIdleDocker(edges.say);
    });
}

async function up(stack: string, overrides: string[], mayStartDocker: boolean, edges: Edges): Promise<ExitCode> {
  const { print, say } = edges;
  const id = newId(stack);
  const interrupts = catchInterrupts(say, () => [`environment ${id} (drill down ${id})`]);
  const { signal } = interrupts;
  try {
    return await withDocker(edges, async () => {
      const source = await newSource({ id, stack, overrides, mayStartDocker, say, signal }, edges);
      try {
        const outputs = await source.bringUp(signal);
        releaseLease(id);
        print(JSON.stringify({ ...outputs, kubeconfig: "[secret]", secrets: "[secret]" }, null, 2));
      } catch (thrown) {
        // Told before the teardown, whose own failure comes after it.
        const code = interrupts.exitCode() ?? reportFailure(thrown, say);
        for (const item of await takeDownAfterFailure(source, teardownMs)) say(`left behind: ${item}`);
        return code;
      }
      say(`environment ${id} is up; drill it with: drill run smoke --attach ${id}, remove it with: drill down ${id}`);
      return exitCodes.pass;
    });
  } catch (thrown) {
    const code = interrupts.exitCode();
    if (code === undefined) throw thrown;
    return code;
  } finally {
    interrupts.release();
  }
}

async function down(ids: string[], mayStart: boolean, edges: Edges): Promise<ExitCode> {
  const { say } = edges;
  const interrupts = catchInterrupts(say, () => ids.map((id) => `environment ${id} (drill down ${id})`));
  try {
    return await withDocker(edges, async () => {
      await edges.ensureDocker({ stateFolder: stateFolder(), mayStart, say });
      const codes: ExitCode[] = [];
      for (const id of ids) {
        if (interrupts.signal.aborted) break;
        codes.push(await downOne(id, edges).catch((thrown: unknown) => reportFailure(thrown, say)));
      }
      return interrupts.exitCode() ?? worst(codes);
    });
  } finally {
    interrupts.release();
  }
}

/** The first Ctrl-C finishes what was begun: half a teardown helps nobody. */
async function downOne(id: string, edges: Edges): Promise<ExitCode> {
  const { say, takeDown } = edges;
  const following = { say, signal: AbortSignal.timeout(teardownMs) };
  const left = [...(await liftOnLentCluster(id, following, edges)), ...(await takeDown(id, following))];
  for (const item of left) say(`left behind: ${item}`);
  say(`environment ${id} is down`);
  return left.length > 0 ? exitCodes.leftBehind : exitCodes.pass;
}

/**
 * A throwaway cluster takes its faults with it; one that stays must be whole before the guard goes.
 * @returns faults that could not be lifted
 */
async function liftOnLentCluster(id: string, following: Following, edges: Edges): Promise<string[]> {
  if (readLease(id).clusterProvider !== "existing") return [];
  try {
    const runs = await liftFaultsIn(id, following, edges);
    if (runs.length > 0) following.say(`lifted the faults of: ${runs.join(", ")}`);
    return [];
  } catch (thrown) {
    const code = thrown instanceof DrillError ? thrown.code : "";
    if (code === "environment.held") throw thrown;
    // No drill ran on what never came up as a whole.
    return code === "environment.incomplete" ? [] : [`faults of environment ${id}: ${messageOf(thrown)}`];
  }
}
