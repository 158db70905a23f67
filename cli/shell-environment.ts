import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { stateFolder } from "../common/folders.ts";
import { bundleReference } from "../reference/bundle.ts";
import { prepareToolset, type Toolset } from "../toolchain/toolset.ts";
import { say } from "./output.ts";

/** The variables with which plain `pulumi up` of a drill stack works from this checkout. */
export async function shellEnvironment(mayStartDocker: boolean): Promise<Record<string, string>> {
  const signal = new AbortController().signal;
  return shellVariables(await prepareToolset({ mayStartDocker, bundleReference, say, signal }));
}

/** The same for a toolset that is there. */
export async function shellVariables(toolset: Toolset): Promise<Record<string, string>> {
  const home = join(stateFolder(), "pulumi");
  await mkdir(join(home, "backend"), { recursive: true, mode: 0o700 });
  const folders = [
    join(toolset.pulumiRoot, "bin"),
    dirname(process.execPath),
    dirname(toolset.kind),
    dirname(await toolset.k6),
    dirname(toolset.kubectl),
  ];
  return {
    PATH: [...folders, process.env["PATH"] ?? ""].join(":"),
    PULUMI_HOME: toolset.pulumiRoot,
    PULUMI_BACKEND_URL: pathToFileURL(join(home, "backend")).href,
    PULUMI_CONFIG_PASSPHRASE_FILE: await passphraseFile(home),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: toolset.world === "connected" ? "false" : "true",
    DRILL_KIND: toolset.kind,
    DRILL_NODE: process.execPath,
    DRILL_STACK_DEFAULTS: JSON.stringify(toolset.stackDefaults),
  };
}

async function passphraseFile(home: string): Promise<string> {
  const file = join(home, "passphrase");
  await readFile(file).catch(() => writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600 }));
  return file;
}
