import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { stateFolder } from "../common/folders.ts";
import { ensurePassphrase } from "../engine/environment/passphrase.ts";
import { bundleReference } from "../reference/bundle.ts";
import type { Toolset } from "../toolchain/toolset.ts";
import type { Edges } from "./edges.ts";
import { dropDocker } from "./with-docker.ts";

/** The variables with which plain `pulumi up` of a drill stack works from this checkout; Docker stays up for it. */
export async function shellEnvironment(mayStartDocker: boolean, edges: Edges): Promise<Record<string, string>> {
  const signal = new AbortController().signal;
  const wish = { mayStartDocker, bundleReference, say: edges.say, signal };
  try {
    return await shellVariables(await edges.prepareToolset(wish));
  } catch (thrown) {
    await dropDocker(edges);
    throw thrown;
  }
}

/** The same for a toolset that is there. */
export async function shellVariables(toolset: Toolset): Promise<Record<string, string>> {
  const home = join(stateFolder(), "pulumi");
  const passphrase = join(home, "passphrase");
  await mkdir(join(home, "backend"), { recursive: true, mode: 0o700 });
  await ensurePassphrase(passphrase);
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
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: toolset.world === "connected" ? "false" : "true",
    DRILL_KIND: toolset.kind,
    DRILL_NODE: process.execPath,
    DRILL_STACK_DEFAULTS: JSON.stringify(toolset.stackDefaults),
  };
}
