import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { acquire } from "../../../toolchain/acquire.ts";
import { contextIn, filesBelow, keptProgress, temporaryFolder, thing, versionScript, writeProgram } from "./bench.ts";
import { playVendor, refusingBase, sha256 } from "./played-vendor.ts";

const noBuild = {
  name: "none",
  module: join(import.meta.dirname, "fixtures", "hello"),
  systems: [],
  ldflags: "",
  steps: [],
  needsBytes: 0,
};

describe("acquire", () => {
  it("takes what is on PATH and in range, and asks no vendor", async () => {
    await using folder = await temporaryFolder();
    await using vendor = await playVendor({});
    const path = join(folder.path, "bin", "drill-thing");
    await writeProgram(path, versionScript("1.2.7"));
    const context = contextIn(folder.path, { env: { PATH: join(folder.path, "bin") } });
    expect(await acquire(thing(vendor.base), context)).toEqual({
      name: "drill-thing",
      version: "1.2.7",
      path,
      origin: "path",
    });
    expect(vendor.asked).toEqual([]);
  });

  it("downloads where PATH has another version; then finds it without network and without starting it", async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, "started");
    await writeProgram(join(folder.path, "bin", "drill-thing"), versionScript("0.9.0"));
    const published = versionScript("1.2.3", log);
    const vendor = await playVendor({ "/drill-thing": published, "/drill-thing.sha256": sha256(published) });
    const context = contextIn(folder.path, { env: { PATH: join(folder.path, "bin") } });
    const tool = thing(vendor.base);
    const first = await acquire(tool, context);
    expect(first).toMatchObject({ version: "1.2.3", origin: "download", sha256: sha256(published) });
    expect(await readFile(first.path, "utf8")).toBe(published);
    const started = await readFile(log, "utf8");
    await vendor[Symbol.asyncDispose]();
    // A fresh context, as a later process has one: nothing but the cache knows.
    const later = contextIn(folder.path, { env: { PATH: "" } });
    expect(await acquire(tool, later)).toEqual({ ...first, origin: "cache" });
    expect(await readFile(log, "utf8")).toBe(started);
  });

  it("does not take a download that says another version than the pin", async () => {
    await using folder = await temporaryFolder();
    const published = versionScript("1.2.2");
    await using vendor = await playVendor({ "/drill-thing": published, "/drill-thing.sha256": sha256(published) });
    await expect(acquire(thing(vendor.base), contextIn(folder.path))).rejects.toThrow("says version 1.2.2, not 1.2.3");
  });

  it("names each attempt, why it failed, and what to do", async () => {
    await using folder = await temporaryFolder();
    const progress = keptProgress();
    const context = contextIn(folder.path, { progress });
    const base = await refusingBase();
    await expect(acquire(thing(base, { build: noBuild }), context)).rejects.toMatchObject({
      code: "tool.unavailable",
      kind: "environment",
      message: expect.stringMatching(
        /^drill-thing 1\.2\.3 cannot be had: PATH: no drill-thing; download: .*ECONNREFUSED; build: none can be built/,
      ),
      remedy: expect.stringMatching(/^put drill-thing ~1\.2\.3 on PATH; or /),
    });
    expect(progress.lines[0]).toMatch(/^drill-thing 1\.2\.3: no download: /);
    expect(await filesBelow(context.cacheFolder)).toEqual([]);
  });

  it("says so where there is no way to have a tool at all", async () => {
    await using folder = await temporaryFolder();
    const tool = thing("http://vendor.invalid");
    delete tool.download;
    await expect(acquire(tool, contextIn(folder.path))).rejects.toThrow(
      "download: there is none; build: there is none",
    );
  });

  it("asks no vendor with DRILL_OFFLINE=1", async () => {
    await using folder = await temporaryFolder();
    await using vendor = await playVendor({});
    const context = contextIn(folder.path, { env: { PATH: "", DRILL_OFFLINE: "1" } });
    await expect(acquire(thing(vendor.base), context)).rejects.toThrow("DRILL_OFFLINE=1 is set");
    expect(vendor.asked).toEqual([]);
  });

  it("tries nothing further once the caller has stopped", async () => {
    await using folder = await temporaryFolder();
    await using vendor = await playVendor({ "/drill-thing.sha256": () => undefined });
    const progress = keptProgress();
    const signal = AbortSignal.timeout(100);
    const context = contextIn(folder.path, { signal, progress });
    await expect(acquire(thing(vendor.base, { build: noBuild }), context)).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(progress.lines).toEqual(["downloading drill-thing 1.2.3"]);
  });

  it("says what to remove where a cache entry is not whole", async () => {
    await using folder = await temporaryFolder();
    const published = versionScript("1.2.3");
    await using vendor = await playVendor({ "/drill-thing": published, "/drill-thing.sha256": sha256(published) });
    const context = contextIn(folder.path);
    const { path } = await acquire(thing(vendor.base), context);
    await writeProgram(join(path, "..", "..", "tool.json"), "{}");
    await expect(acquire(thing(vendor.base), context)).rejects.toMatchObject({
      code: "cache.damaged",
      remedy: expect.stringContaining("rm -r "),
    });
  });
});
