import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { settingsOf, stackConfig } from "../../cli/stack-file.ts";
import { withLengths } from "../../drills/chaos/changed.ts";
import { experiments } from "../../drills/chaos/experiments.ts";
import { experimentSeconds } from "../../drills/chaos/load.ts";
import { listLeases } from "../../engine/environment/record.ts";
import { hasFaults, leaseSeconds } from "../../engine/faults/fault-lease.ts";
import { findLeases } from "../../engine/faults/lease-store.ts";
import { main, type Standing, standing } from "./helpers/standing.ts";
import { differences, tracesOf } from "./helpers/traces.ts";

/** How often a drill is killed; each takes about a minute. */
const kills = Number(process.env["DRILL_KILLS"] ?? "3");
/** Seeds the moments, so that a run can be had again. */
const seed = Number(process.env["DRILL_SEED"] ?? "1");
/** Faults last this long after their lease has run out at most, milliseconds. */
const undoMs = 30_000;
/** How long each fault lasts at most, seconds. */
const faultSeconds = 22;
/** A drill starts and looks at the environment before its load begins, milliseconds. */
const gateMs = 10_000;

let up: Standing;
let before: Record<string, string>;
let killedInForce = 0;

beforeAll(async () => {
  up = await standing("chaos");
  before = await tracesOf(up.api, up.namespace);
}, 15 * 60_000);

afterAll(() => up.down(), 5 * 60_000);

const settings = settingsOf(await stackConfig("chaos", []));
const shortened = withLengths(experiments, { settings, durationMs: faultSeconds * 1_000 });

for (let n = 0; n < kills; n += 1) {
  const experiment = shortened[Math.floor(chance(2 * n) * shortened.length)] ?? shortened[0];
  if (experiment === undefined) throw new Error("there are no experiments");
  const { name } = experiment;
  // Any moment from its first look to its last phase; one that does not use up its slack ends a little earlier.
  const expectedMs = gateMs + experimentSeconds(experiment, settings) * 1_000;
  const afterMs = Math.round(chance(2 * n + 1) * 0.9 * expectedMs);
  it(`${name} killed after ${(afterMs / 1_000).toFixed(1)} s leaves nothing`, { timeout: 8 * 60_000 }, async () => {
    const runs = await mkdtemp(join(tmpdir(), "drill-kill-"));
    // What a drill would have said does not matter: a light load does.
    const pace = ["--duration", `${faultSeconds}s`, "--rate", "10"];
    const args = [main, "run", `chaos/${name}`, "--attach", up.id, "--runs", runs, ...pace];
    const drill = spawn(process.execPath, args, { stdio: "ignore" });
    await sleep(afterMs);
    const { leases } = await findLeases(up.api, up.namespace);
    const inForce = leases.some(hasFaults);
    const alive = drill.exitCode === null;
    drill.kill("SIGKILL");
    const killed = performance.now();
    let left = ["unknown"];
    while (left.length > 0 && performance.now() - killed < leaseSeconds * 1_000 + undoMs) {
      await sleep(500);
      // While pods are replaced, not every one of them can be asked.
      const traces = await tracesOf(up.api, up.namespace).catch(() => undefined);
      left = traces === undefined ? ["unknown"] : differences(before, traces);
    }
    const seconds = ((performance.now() - killed) / 1_000).toFixed(1);
    if (inForce) killedInForce += 1;
    process.stdout.write(`${name}: ${inForce ? "fault in force" : "no fault in force"}, clean after ${seconds} s\n`);
    expect(alive, "the drill was there to be killed").toBe(true);
    expect(left).toEqual([]);
    expect(await processesNaming(runs)).toEqual([]);
    const gc = await execa(process.execPath, [main, "gc"], { reject: false });
    expect(gc.exitCode).toBe(0);
    expect((await listLeases()).map(({ id }) => id)).toContain(up.id);
    await rm(runs, { recursive: true });
  });
}

it("and some of the kills came while a fault was in force", () => {
  expect(killedInForce).toBeGreaterThan(0);
});

/** Evenly spread in [0, 1), the same for the same number. */
function chance(n: number): number {
  const x = Math.sin(seed * 7_919 + n * 104_729) * 43_758.5453;
  return x - Math.floor(x);
}

/** Command lines of living processes that name a folder. */
async function processesNaming(folder: string): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return lines.filter((line) => line.includes(folder));
}
