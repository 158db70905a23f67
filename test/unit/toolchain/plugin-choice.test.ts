import { readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { VendorHosts } from "../../../toolchain/acquire/vendor-hosts.ts";
import { entryMaker } from "../../../toolchain/cache/entry-maker.ts";
import { choosePlugin, failedDownload } from "../../../toolchain/plugin-choice.ts";
import { pluginOrigins, pulumiHome } from "../../../toolchain/pulumi-home.ts";
import { contextIn, filesBelow, keptProgress, temporaryFolder, writeProgram } from "./bench.ts";

const pin = { name: "random", version: "4.21.2" };

/** A Pulumi CLI whose downloads fail while there is a file "down" beside it; it writes down each attempt. */
const fakeCli = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/attempts"
if [ -e "$here/down" ]; then echo "error: 503 Service Unavailable" >&2; exit 1; fi
folder=$PULUMI_HOME/plugins/resource-$4-v$5
mkdir -p "$folder"
echo "official $4" >"$folder/pulumi-resource-$4"
`;

const reachable: VendorHosts = { unreachable: () => Promise.resolve(undefined), giveUp: () => undefined };
const outOfReach: VendorHosts = { unreachable: () => Promise.resolve("ENOTFOUND"), giveUp: () => undefined };

async function stand(given: { env?: NodeJS.ProcessEnv; hosts?: VendorHosts } = {}) {
  const folder = await temporaryFolder();
  const cli = join(folder.path, "bin", "pulumi");
  await writeProgram(cli, fakeCli);
  const progress = keptProgress();
  const context = contextIn(folder.path, { hosts: reachable, progress, ...given });
  return {
    cli,
    context,
    progress,
    choose: (env = context.env) => choosePlugin(pin, cli, { ...context, env }),
    down: join(folder.path, "bin", "down"),
    attempts: () => readFile(join(folder.path, "bin", "attempts"), "utf8").catch(() => ""),
    forget: () => rm(join(context.cacheFolder, "no-plugin-random-4.21.2.json")),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe("choosePlugin", () => {
  it("takes the official one, downloads it once, and needs no network from then on", async () => {
    await using at = await stand();
    const chosen = await at.choose();
    expect(await readFile(join(chosen.folder ?? "", "pulumi-resource-random"), "utf8")).toBe("official random\n");
    expect(await choosePlugin(pin, at.cli, { ...at.context, hosts: outOfReach })).toEqual(chosen);
    expect(await at.choose({ ...at.context.env, DRILL_OFFLINE: "1" })).toEqual(chosen);
    expect(await at.attempts()).toBe("plugin install resource random 4.21.2\n");
  });

  it("takes the stand-in where the download fails, tries again after an hour, and keeps nothing of the failure", async () => {
    await using at = await stand();
    await writeFile(at.down, "");
    expect(await at.choose()).toEqual(pin);
    expect(at.progress.lines.at(-1)).toContain("503 Service Unavailable");
    await rm(at.down);
    expect(await at.choose()).toEqual(pin);
    expect(await at.attempts()).toBe("plugin install resource random 4.21.2\n");
    await at.forget();
    expect(await at.choose()).toMatchObject({ folder: expect.stringContaining("resource-random-v4.21.2") });
  });

  it("does not start the CLI where no host of the vendor can be reached", async () => {
    await using at = await stand({ hosts: outOfReach });
    expect(await at.choose()).toEqual(pin);
    expect(await failedDownload(pin, at.context)).toContain(
      "api.github.com (ENOTFOUND) nor get.pulumi.com (ENOTFOUND)",
    );
    expect(await at.attempts()).toBe("");
  });

  it.each([{ DRILL_WORLD: "registry-only" }, { DRILL_OFFLINE: "1" }])("remembers nothing of %o", async (asked) => {
    await using at = await stand();
    expect(await at.choose({ ...at.context.env, ...asked })).toEqual(pin);
    expect(await filesBelow(at.context.cacheFolder)).toEqual([]);
    expect((await at.choose()).folder).toBeDefined();
  });

  it("does not take an interrupted download for a failed one", async () => {
    await using at = await stand();
    const signal = AbortSignal.abort("stop");
    await expect(choosePlugin(pin, at.cli, { ...at.context, signal })).rejects.toBe("stop");
    expect(await failedDownload(pin, at.context)).toBeUndefined();
  });
});

describe("pulumiHome", () => {
  it("is another for another choice, so that an environment keeps its own", async () => {
    await using at = await stand();
    const entry = entryMaker(at.context);
    const official = await pulumiHome(at.cli, [await at.choose()], entry);
    const standIn = await pulumiHome(at.cli, [pin], entry);
    expect(await pluginOrigins(official)).toEqual({ kind: "ours", random: "official 4.21.2" });
    expect(await pluginOrigins(standIn)).toEqual({ kind: "ours", random: "hermetic stand-in for 4.21.2" });
    const program = join("plugins", "resource-random-v4.21.2", "pulumi-resource-random");
    expect(await readFile(join(official, program), "utf8")).toBe("official random\n");
    expect(await readlink(join(standIn, program))).toMatch(/toolchain\/plugins\/random\/pulumi-resource-random$/);
    expect(await readdir(join(standIn, "bin"))).toEqual(["pulumi", "pulumi-language-nodejs"]);
    expect(await pulumiHome(at.cli, [pin], entry)).toBe(standIn);
  });
});
