import { resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { ownFolder } from "./played-edges.ts";

const main = resolve(import.meta.dirname, "../../../cli/main.ts");

it("is a process that gives its result on stdout, its story on stderr, and its code", async () => {
  const cwd = await ownFolder();
  const [listed, refused] = await Promise.all([
    execa(process.execPath, [main, "drills"], { cwd }),
    execa(process.execPath, [main, "run", "smoek"], { cwd, reject: false }),
  ]);
  expect(listed.stdout).toMatch(/^smoke\t/);
  expect(refused).toMatchObject({ stdout: "", exitCode: 2 });
  expect(refused.stderr).toContain("drill: drill.unknown: ");
});
