import { mkdir, readdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { make } from "../../../toolchain/acquire/tool-entry.ts";
import { cachedEntry } from "../../../toolchain/cache/entry.ts";
import { remember } from "../../../toolchain/cache/memory.ts";
import { diagnose } from "../../../toolchain/doctor.ts";
import { ambientPlugins, findPlugins } from "../../../toolchain/doctor-plugins.ts";
import { formatDiagnosis } from "../../../toolchain/doctor-text.ts";
import { findTool } from "../../../toolchain/doctor-tools.ts";
import { platformName } from "../../../toolchain/platform.ts";
import { contextIn, filesBelow, temporaryFolder, thing, versionScript, writeProgram } from "./bench.ts";
import { playVendor, refusingBase, sha256 } from "./played-vendor.ts";

const offline = { PATH: "/nowhere", DRILL_OFFLINE: "1" };

describe("findTool", () => {
  it("says where a tool on PATH or in the cache lies", async () => {
    await using folder = await temporaryFolder();
    const published = versionScript("1.2.3");
    await using vendor = await playVendor({ "/drill-thing": published, "/drill-thing.sha256": sha256(published) });
    const context = contextIn(folder.path);
    const made = await make(thing(vendor.base), "download", context);
    expect(await findTool(thing(vendor.base), context)).toMatchObject({
      state: "ready",
      detail: expect.stringContaining(`in the cache: ${made?.path}`),
    });
    const path = join(folder.path, "bin", "drill-thing");
    await writeProgram(path, versionScript("1.2.5"));
    const onPath = contextIn(folder.path, { env: { PATH: join(folder.path, "bin") } });
    expect(await findTool(thing(vendor.base), onPath)).toEqual({
      name: "drill-thing",
      wanted: "1.2.3",
      state: "ready",
      detail: `1.2.5 on PATH: ${path}`,
    });
  });

  it("says how a tool will be had, and fetches nothing of it", async () => {
    await using folder = await temporaryFolder();
    await using vendor = await playVendor({});
    const context = contextIn(folder.path);
    expect(await findTool(thing(vendor.base), context)).toMatchObject({ state: "on demand", by: "download" });
    expect(vendor.asked).toEqual([]);
    expect(await filesBelow(context.cacheFolder)).toEqual([]);
  });

  it("says what stands in the way and the remedy", async () => {
    await using folder = await temporaryFolder();
    const context = contextIn(folder.path, { env: offline });
    expect(await findTool(thing(await refusingBase()), context)).toMatchObject({
      state: "missing",
      detail: expect.stringContaining("DRILL_OFFLINE=1"),
      remedy: "put drill-thing ~1.2.3 on PATH",
    });
    const build = { name: "hello", module: join(import.meta.dirname, "fixtures", "hello"), ldflags: "", steps: [] };
    const withoutGo = thing("http://vendor.invalid", {
      build: { ...build, systems: ["linux", "darwin"], needsBytes: 1 },
    });
    expect(await findTool(withoutGo, context)).toMatchObject({
      state: "missing",
      detail: expect.stringContaining("no Go is on PATH"),
      remedy: expect.stringContaining("install Go 1.21"),
    });
  });
});

describe("plugins", () => {
  it("warns of a plugin on PATH that Pulumi would take in place of the pinned one", async () => {
    await using folder = await temporaryFolder();
    const [a, b] = [join(folder.path, "a"), join(folder.path, "b")];
    await writeProgram(join(a, "pulumi-resource-kubernetes"), "");
    await writeProgram(join(a, "pulumi-resource-kind"), "");
    await writeProgram(join(b, "pulumi-resource-kubernetes"), "");
    await writeProgram(join(b, "pulumi-resource-aws"), "");
    await writeProgram(join(b, "pulumi-language-nodejs"), "");
    const found = await ambientPlugins({ PATH: [a, b, a, join(folder.path, "missing")].join(delimiter) });
    const effects = found.map(({ path, effect }) => `${path.slice(folder.path.length)} ${effect}`).sort();
    expect(effects).toEqual([
      "/a/pulumi-resource-kind hidden",
      "/a/pulumi-resource-kubernetes wins",
      "/b/pulumi-resource-aws unused",
      "/b/pulumi-resource-kubernetes hidden",
    ]);
    expect(found.find((each) => each.effect === "wins")?.remedy).toContain("PULUMI_IGNORE_AMBIENT_PLUGINS=true");
  });

  it("says which kind of each the next environment gets", async () => {
    await using folder = await temporaryFolder();
    const context = contextIn(folder.path);
    expect((await findPlugins(context)).map((each) => each.state)).toEqual(["ready", "on demand", "on demand"]);
    await remember(join(context.cacheFolder, "no-plugin-kubernetes-4.34.2.json"), "503 Service Unavailable");
    const platform = platformName(context.platform);
    const entry = await cachedEntry(context, "plugin-random", ["4.21.2", platform], () => Promise.resolve());
    expect((await findPlugins(context)).slice(1)).toMatchObject([
      { name: "kubernetes", state: "ready", detail: "hermetic stand-in: 503 Service Unavailable" },
      { name: "random", state: "ready", detail: `official, in ${entry}/plugins/resource-random-v4.21.2` },
    ]);
  });
});

describe("diagnose", () => {
  it("lists everything on a machine that has nothing, and writes nothing", async () => {
    await using folder = await temporaryFolder();
    const context = contextIn(folder.path, { env: offline });
    const diagnosis = await diagnose(context);
    expect(diagnosis.world).toBeUndefined();
    expect(diagnosis.tools.map((each) => each.name)).toEqual([
      ...["kubernetes", "kubectl", "kind", "pulumi", "ferretdb", "k6"],
      ...["go", "docker"],
    ]);
    const missing = diagnosis.tools.filter((each) => each.state === "missing").map((each) => each.name);
    expect(missing).toEqual(expect.arrayContaining(["kubernetes", "kind", "k6", "go"]));
    for (const each of diagnosis.tools) if (each.state === "missing") expect(each.remedy).toBeTruthy();
    expect(diagnosis.disk[0]).toMatchObject({ folder: context.cacheFolder, freeBytes: expect.any(Number) });
    expect(await readdir(folder.path)).toEqual([]);

    const text = formatDiagnosis(diagnosis);
    expect(text).toMatch(/kind 0\.33\.0 +missing .*no Go is on PATH.*\n +remedy: install Go 1\.26/);
    expect(text.trimEnd().split("\n").at(-1)).toContain("missing: kubernetes, kubectl, kind");
  });

  it("looks only for what the world of this machine needs, and measures what earlier runs left", async () => {
    await using folder = await temporaryFolder();
    const context = contextIn(folder.path, { env: { ...offline, DRILL_WORLD: "connected" } });
    const entry = join(context.cacheFolder, "entries", "download-k6", "0123");
    await mkdir(entry, { recursive: true });
    await writeFile(join(entry, "k6"), Buffer.alloc(200_000, 1));
    const diagnosis = await diagnose(context);
    expect(diagnosis.tools.map((each) => each.name)).not.toContain("ferretdb");
    const left = diagnosis.leftovers.find((each) => each.what === "tools");
    expect(left?.bytes).toBeGreaterThanOrEqual(200_000);
    expect(left?.remove).toBe(`cd ${left?.where} && rm -r download-k6`);
    expect(formatDiagnosis(diagnosis)).toContain(`remove: cd ${left?.where} && rm -r download-k6`);
  });
});
