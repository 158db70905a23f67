import { mkdtemp, readFile, rm } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleGuard } from "../../../../engine/guard/bundle.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drill-guard-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bundle(name: string): Promise<string> {
  const file = join(folder, name);
  await bundleGuard(file);
  return readFile(file, "utf8");
}

describe("the bundle", () => {
  it("is the same for the same sources", async () => {
    expect((await bundle("a.mjs")) === (await bundle("b.mjs"))).toBe(true);
  });

  it("needs nothing beside it but Node", async () => {
    const imported = [...(await bundle("c.mjs")).matchAll(/(?:^|[;}\n])\s*import[^"'()]*?["']([^"']+)["']/g)];
    const names = imported.map(([, name = ""]) => name.replace(/^node:/, ""));
    expect(names).toContain("child_process");
    expect(names.filter((name) => !builtinModules.includes(name))).toEqual([]);
  });
});
