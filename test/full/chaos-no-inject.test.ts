import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { experiments } from "../../drills/chaos/experiments.ts";
import { readJournal } from "../../engine/evidence/journal.ts";
import { main, type Standing, standing } from "./helpers/standing.ts";

const inconclusive = 4;
const timeout = 25 * 60_000;

let up: Standing;
beforeAll(async () => {
  up = await standing("chaos");
}, timeout);
afterAll(() => up.down(), timeout);

it("no experiment takes a fault for one that was not injected", { timeout }, async () => {
  const runs = await mkdtemp(join(tmpdir(), "drill-no-inject-"));
  const args = [main, "run", "chaos", "--no-inject", "--attach", up.id, "--runs", runs];
  const { exitCode, stdout } = await execa(process.execPath, args, { reject: false, stderr: "inherit" });
  expect(exitCode).toBe(inconclusive);
  const folder = dirname(stdout.trim().split("\n").at(-1) ?? "");
  const { events } = await readJournal(join(folder, "journal.ndjson"));
  const ended = events.filter((event) => event.type === "aborted").map(({ part, reason }) => [part, reason]);
  const unseen = "the fault had no effect that could be seen";
  expect(ended).toEqual(experiments.map(({ name }) => [name, unseen]));
  expect((await readFile(join(folder, "report.md"), "utf8")).includes("INCONCLUSIVE")).toBe(true);
  await rm(runs, { recursive: true });
});
