import { readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { onPath } from "../../../../toolchain/acquire/on-path.ts";
import type { Tool } from "../../../../toolchain/tool.ts";
import { contextIn, filesBelow, temporaryFolder, thing, versionScript, writeProgram } from "../bench.ts";

const wanted = thing("http://vendor.invalid");

describe("onPath", () => {
  it.each([
    ["1.2.3", true],
    ["1.2.9", true],
    ["1.3.0", false],
    ["1.2.2", false],
    ["1.2.4-dispatcher", false],
  ])("judges version %s by the accepted range", async (version, usable) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "bin", "drill-thing");
    await writeProgram(path, versionScript(version));
    const found = await onPath(wanted, contextIn(folder.path, { env: { PATH: join(folder.path, "bin") } }));
    expect(found).toEqual(
      usable ? { usable, path, version } : { usable, why: `${path} is ${version}, not ${wanted.accepts}` },
    );
  });

  it("takes the first on PATH, and no file that cannot be run", async () => {
    await using folder = await temporaryFolder();
    await writeProgram(join(folder.path, "b", "drill-thing"), versionScript("1.2.3"));
    await writeProgram(join(folder.path, "c", "drill-thing"), versionScript("1.2.4"));
    await writeProgram(join(folder.path, "a", "other"), "");
    await writeFile(join(folder.path, "a", "drill-thing"), versionScript("1.2.5"));
    const PATH = ["a", "missing", "b", "c"].map((name) => join(folder.path, name)).join(":");
    expect(await onPath(wanted, contextIn(folder.path, { env: { PATH } }))).toMatchObject({ version: "1.2.3" });
  });

  it("does not use a program that fails or says no version", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "bin", "drill-thing");
    const context = contextIn(folder.path, { env: { PATH: join(folder.path, "bin") } });
    await writeProgram(path, "#!/bin/sh\necho v1.2.3\nexit 1\n");
    expect(await onPath(wanted, context)).toEqual({ usable: false, why: `${path} says no version` });
    await writeProgram(path, "#!/bin/sh\necho development build\n");
    expect(await onPath(wanted, context)).toEqual({ usable: false, why: `${path} says no version` });
  });

  it("asks a binary once, and again when it was replaced", async () => {
    await using folder = await temporaryFolder();
    const node: Tool = { ...wanted, probe: { file: "bin/node", args: ["--version"] }, accepts: ">=22" };
    const context = contextIn(folder.path, { env: { PATH: dirname(process.execPath) } });
    expect(await onPath(node, context)).toMatchObject({ version: process.versions.node });
    const memo = join(context.cacheFolder, "path-versions.json");
    const kept = await readFile(memo, "utf8");
    await writeFile(memo, kept.replace(process.versions.node, "77.0.0"));
    expect(await onPath(node, context)).toMatchObject({ version: "77.0.0" });
    await writeFile(memo, kept.replace(process.versions.node, "77.0.0").replace(/"stamp": "/, '"stamp": "other '));
    expect(await onPath(node, context)).toMatchObject({ version: process.versions.node });
  });

  it("asks a shim each time, since what it starts may change without it", async () => {
    await using folder = await temporaryFolder();
    const bin = join(folder.path, "bin");
    await writeProgram(join(bin, "manager"), versionScript("1.2.3"));
    await symlink(join(bin, "manager"), join(bin, "drill-thing"));
    const context = contextIn(folder.path, { env: { PATH: bin } });
    expect(await onPath(wanted, context)).toMatchObject({ version: "1.2.3" });
    expect(await filesBelow(context.cacheFolder)).toEqual([]);
  });
});
