import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { execa } from "execa";
import { breakDeadLocks } from "../../../../engine/environment/locks.ts";

let backend: string;
let folder: string;

beforeEach(async () => {
  backend = await mkdtemp(join(tmpdir(), "drill-locks-"));
  folder = join(backend, ".pulumi", "locks", "organization", "biowerk", "smoke");
  await mkdir(folder, { recursive: true });
});
afterEach(() => rm(backend, { recursive: true }));

const plant = (name: string, lock: object) => writeFile(join(folder, name), JSON.stringify(lock));

it("removes the lock of a process that ended and keeps all others", async () => {
  const ended = execa("true");
  await ended;
  await plant("dead.json", { pid: ended.pid, hostname: hostname() });
  await plant("alive.json", { pid: process.pid, hostname: hostname() });
  await plant("elsewhere.json", { pid: ended.pid, hostname: "another-machine" });
  await writeFile(join(folder, "torn.json"), "");

  expect(await breakDeadLocks(backend)).toEqual([join(folder, "dead.json")]);
  expect((await readdir(folder)).sort()).toEqual(["alive.json", "elsewhere.json", "torn.json"]);
});
