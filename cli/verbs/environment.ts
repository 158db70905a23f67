import type { Command } from "commander";
import { formatDuration } from "../../common/duration.ts";
import { DrillError } from "../../common/errors.ts";
import { stateFolder } from "../../common/folders.ts";
import { dropOwnDaemonIfIdle } from "../../engine/environment/idle.ts";
import { takeDown } from "../../engine/environment/provision.ts";
import { isExpired, isOrphan, listLeases, readLease, releaseHolder } from "../../engine/environment/record.ts";
import { ensureDocker } from "../../toolchain/docker/daemon.ts";
import { newSource } from "../environment-source.ts";
import { exitCodes } from "../exit-codes.ts";
import { newId } from "../ids.ts";
import { catchInterrupts } from "../interrupts.ts";
import { say } from "../output.ts";

/** Bound on taking one environment down, milliseconds. */
const teardownMs = 420_000;

const collect = (value: string, all: string[]) => [...all, value];

export function registerEnvironmentVerbs(program: Command): void {
  program
    .command("up [stack]")
    .description("bring up an environment and leave it up")
    .option("-c, --config <key=value>", "set a config key of the stack", collect, [])
    .action(async (stack: string | undefined, options: { config: string[] }, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      process.exitCode = await up(stack ?? "smoke", options.config, startDocker);
    });

  program
    .command("down [environment]")
    .description("take an environment down and check that nothing is left")
    .action(async (id: string | undefined, _options: unknown, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      process.exitCode = await down([(await onlyOrNamed(id)).id], startDocker);
    });

  program
    .command("list")
    .description("list the environments that exist")
    .action(async () => {
      const leases = await listLeases();
      for (const lease of leases) {
        const age = formatDuration(Date.now() - Date.parse(lease.createdAt));
        const state = isExpired(lease, new Date()) ? "expired" : (await isOrphan(lease)) ? "orphan" : lease.status;
        console.log([lease.id, lease.stack, state, lease.clusterProvider, age, lease.owner].join("\t"));
      }
      if (leases.length === 0) say("no environments");
    });

  program
    .command("gc")
    .description("take down every environment whose lease ran out or whose run died")
    .action(async (_options: unknown, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      const dead: string[] = [];
      for (const lease of await listLeases()) {
        if (isExpired(lease, new Date()) || (await isOrphan(lease))) dead.push(lease.id);
      }
      if (dead.length === 0) say("nothing to collect");
      process.exitCode = await down(dead, startDocker);
    });
}

async function up(stack: string, overrides: string[], mayStartDocker: boolean): Promise<number> {
  const id = newId(stack);
  const interrupts = catchInterrupts(say, () => [`environment ${id} (drill down ${id})`]);
  try {
    const source = await newSource({ id, stack, overrides, mayStartDocker, say, signal: interrupts.signal });
    // Its build may go on; an environment that is up does not wait for it.
    source.k6.catch(() => undefined);
    try {
      const outputs = await source.bringUp(interrupts.signal);
      await releaseHolder(id);
      console.log(JSON.stringify({ ...outputs, kubeconfig: "[secret]", secrets: "[secret]" }, null, 2));
      say(`environment ${id} is up; drill it with: drill run smoke --attach ${id}, remove it with: drill down ${id}`);
      return exitCodes.pass;
    } catch (thrown) {
      for (const item of (await source.takeDown?.(AbortSignal.timeout(teardownMs))) ?? []) say(`left behind: ${item}`);
      const code = interrupts.exitCode();
      if (code !== undefined) return code;
      throw thrown;
    }
  } finally {
    interrupts.release();
  }
}

async function down(ids: string[], mayStart: boolean): Promise<number> {
  if (ids.length === 0) return exitCodes.pass;
  await ensureDocker({ stateFolder: stateFolder(), mayStart, say });
  const interrupts = catchInterrupts(say, () => ids.map((id) => `environment ${id} (drill down ${id})`));
  const left: string[] = [];
  try {
    for (const id of ids) {
      if (interrupts.signal.aborted) break;
      // The first Ctrl-C finishes what was begun: half a teardown helps nobody.
      left.push(...(await takeDown(id, { say, signal: AbortSignal.timeout(teardownMs) })));
      say(`environment ${id} is down`);
    }
    await dropOwnDaemonIfIdle(say);
  } finally {
    interrupts.release();
  }
  for (const item of left) say(`left behind: ${item}`);
  const interrupted = interrupts.exitCode();
  if (interrupted !== undefined) return interrupted;
  return left.length > 0 ? exitCodes.leftBehind : exitCodes.pass;
}

async function onlyOrNamed(id: string | undefined) {
  if (id !== undefined) return readLease(id);
  const leases = await listLeases();
  const [only] = leases;
  if (only !== undefined && leases.length === 1) return only;
  throw new DrillError({
    code: "environment.which",
    kind: "usage",
    message: leases.length === 0 ? "there is no environment" : `there are ${leases.length} environments`,
    remedy: leases.length === 0 ? "nothing to take down" : `name one of: ${leases.map((lease) => lease.id).join(", ")}`,
  });
}
