// The program behind `pulumi up`, and behind every environment that the command line brings up.
import { userInfo } from "node:os";
import * as pulumi from "@pulumi/pulumi";
import { showingPlainly } from "../components/user-error.ts";
import { parseStackConfig } from "./config.ts";
import { type DeployedEnvironment, deployEnvironment } from "./environment.ts";
import { worldDefaults } from "./world-defaults.ts";

export default async function program(): Promise<DeployedEnvironment> {
  return showingPlainly(() => {
    const raw = worldDefaults(ownConfig(pulumi.runtime.allConfig()), process.env);
    return deployEnvironment(
      parseStackConfig({
        ...raw,
        environmentId: raw["environmentId"] || pulumi.getStack(),
        owner: raw["owner"] || userInfo().username,
      }),
    );
  });
}

/** The project's own part of the config, without the prefix. */
function ownConfig(all: Record<string, string>): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  const own = Object.entries(all).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}
