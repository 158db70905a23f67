import { once } from "node:events";
import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { cachedEntry, findEntry } from "../../../../toolchain/cache/entry.ts";
import { silentProgress } from "../../../../toolchain/progress.ts";
import { filesBelow, temporaryFolder } from "../bench.ts";

const builder = join(import.meta.dirname, "..", "fixtures", "builder.ts");

const startBuilder = (folder: string, mode: "quick" | "held") =>
  execa(process.execPath, [builder, join(folder, "cache"), join(folder, "log"), mode], {
    reject: false,
    stderr: "inherit",
  });

const cacheIn = (folder: string) => ({ cacheFolder: join(folder, "cache"), progress: silentProgress });
const builds = async (folder: string) => (await readFile(join(folder, "log"), "utf8")).split("\n").length - 1;

describe("cachedEntry", () => {
  it("builds once, and finds the entry from then on by the same name and parts only", async () => {
    await using folder = await temporaryFolder();
    const cache = cacheIn(folder.path);
    let built = 0;
    const build = async (stage: string) => {
      built += 1;
      await writeFile(join(stage, "file"), "content");
    };
    const entry = await cachedEntry(cache, "thing", ["a", "b"], build);
    expect(await cachedEntry(cache, "thing", ["a", "b"], build)).toBe(entry);
    expect(built).toBe(1);
    expect(await readFile(join(entry, "file"), "utf8")).toBe("content");
    expect(await findEntry(cache, "thing", ["a", "b"])).toBe(entry);
    for (const parts of [["a"], ["ab"], ["b", "a"]]) expect(await findEntry(cache, "thing", parts)).toBeUndefined();
    expect(await findEntry(cache, "other", ["a", "b"])).toBeUndefined();
  });

  it("leaves nothing of a build that failed, and builds anew", async () => {
    await using folder = await temporaryFolder();
    const cache = cacheIn(folder.path);
    const fail = async (stage: string) => {
      await writeFile(join(stage, "half"), "");
      throw new Error("compiler error");
    };
    await expect(cachedEntry(cache, "thing", ["v1"], fail)).rejects.toThrow("compiler error");
    expect(await filesBelow(cache.cacheFolder)).toEqual([]);
    const entry = await cachedEntry(cache, "thing", ["v1"], (stage) => writeFile(join(stage, "whole"), ""));
    expect(await readdir(entry)).toEqual(["whole"]);
  });

  it("is built by one of two calls in the same process", async () => {
    await using folder = await temporaryFolder();
    const build = () => appendFile(join(folder.path, "log"), "build\n");
    const cache = cacheIn(folder.path);
    const entries = await Promise.all([1, 2, 3].map(() => cachedEntry(cache, "thing", ["v1"], build)));
    expect(new Set(entries).size).toBe(1);
    expect(await builds(folder.path)).toBe(1);
  });

  it("is built by one of several processes; the others say whom they wait for", async () => {
    await using folder = await temporaryFolder();
    const builders = [1, 2, 3].map(() => startBuilder(folder.path, "held"));
    // One that is half-way, and two that wait for it.
    await Promise.all(builders.map(({ stdout }) => once(stdout, "data")));
    for (const { stdin } of builders) stdin.end();
    const runs = await Promise.all(builders);
    expect(runs.map((run) => run.exitCode)).toEqual([0, 0, 0]);
    expect(await builds(folder.path)).toBe(1);
    const made = runs.map((run) => run.stdout.split("\n").at(-1));
    expect(new Set(made).size).toBe(1);
    const waited = runs.filter((run) => /waiting for process \d+, which makes thing/.test(run.stdout));
    expect(waited).toHaveLength(2);
  });

  it("is built anew after the builder was killed half-way, and what that one left is gone", async () => {
    await using folder = await temporaryFolder();
    const killed = startBuilder(folder.path, "held");
    await once(killed.stdout, "data");
    const stages = join(folder.path, "cache", "stages");
    expect(await readdir(stages)).toHaveLength(1);
    killed.kill("SIGKILL");
    await killed;
    const second = await startBuilder(folder.path, "quick");
    expect(second.exitCode).toBe(0);
    expect(second.stdout).not.toContain("waiting");
    const entry = second.stdout.split("made ")[1] ?? "";
    expect(await readFile(join(entry, "first-half"), "utf8")).toBe("quick");
    expect(await readFile(join(entry, "second-half"), "utf8")).toBe("quick");
    expect(await readdir(stages)).toEqual([]);
    expect(await readdir(join(folder.path, "cache", "claims"))).toEqual([]);
  });

  it("stops waiting when the caller stops", async () => {
    await using folder = await temporaryFolder();
    const holder = startBuilder(folder.path, "held");
    await once(holder.stdout, "data");
    const signal = AbortSignal.timeout(300);
    const waiting = cachedEntry({ ...cacheIn(folder.path), signal }, "thing", ["v1"], () => Promise.resolve());
    await expect(waiting).rejects.toMatchObject({ name: expect.stringMatching(/AbortError|TimeoutError/) });
    holder.kill("SIGKILL");
    await holder;
  });

  it("takes a claim of an earlier process with our process id for a dead one", async () => {
    await using folder = await temporaryFolder();
    const cache = cacheIn(folder.path);
    const first = await cachedEntry(cache, "thing", ["v1"], () => Promise.resolve());
    const key = first.split("/").at(-1) ?? "";
    const claims = join(cache.cacheFolder, "claims");
    await mkdir(claims, { recursive: true });
    const dead = `thing-${key}.${process.pid}.1.00000000-0000-0000-0000-000000000000`;
    await writeFile(join(claims, dead), "");
    await execa("rm", ["-r", first]);
    expect(await cachedEntry(cache, "thing", ["v1"], () => Promise.resolve())).toBe(first);
    expect(await readdir(claims)).toEqual([]);
  });
});
