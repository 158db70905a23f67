import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { stateFolder } from "../common/folders.ts";
import { ensurePassphrase } from "../engine/environment/passphrase.ts";
import type { Toolset } from "../toolchain/toolset.ts";
import { bundlers } from "./bundlers.ts";
import type { Edges } from "./edges.ts";
import { stackConfig } from "./stack-file.ts";
import { dropDocker } from "./with-docker.ts";
import { worldConfig } from "./world-config.ts";

/**
 * The variables with which plain `pulumi up` of a drill stack works from this checkout; Docker stays up for it.
 * @throws DrillError stack.unknown before anything is made
 */
export async function shellEnvironment(
  { stack, mayStartDocker }: { stack: string; mayStartDocker: boolean },
  edges: Edges,
): Promise<Record<string, string>> {
  const asked = await stackConfig(stack, []);
  const signal = new AbortController().signal;
  const wish = { mayStartDocker, ...bundlers, say: edges.say, signal };
  try {
    const toolset = await edges.prepareToolset(wish);
    return await shellVariables(toolset, await worldConfig(asked, toolset));
  } catch (thrown) {
    await dropDocker(edges);
    throw thrown;
  }
}

/** The same for a toolset that is there. @param world what the machine decides of the config of the stack that is meant */
export async function shellVariables(
  toolset: Toolset,
  world: Record<string, string> = toolset.stackDefaults,
): Promise<Record<string, string>> {
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
    DRILL_STACK_DEFAULTS: JSON.stringify(world),
  };
}
