import { userInfo } from "node:os";
import { configKeys } from "../../stacks/config-keys.ts";
import { parseStackConfig } from "../../stacks/config.ts";
import { limiterOf, stackConfig } from "../stack-file.ts";
import { requireFreePort } from "./host-port.ts";
import { requireLentCluster } from "./lent-cluster.ts";

/** Stand in for what is known only once the tools are there. */
const later = {
  environmentId: "later",
  owner: userInfo().username,
  ...Object.fromEntries(Object.keys(configKeys).flatMap((key) => (key.endsWith("Image") ? [[key, "later:0"]] : []))),
};

/**
 * The config of a drill stack with its overrides, after a look at all that can be wrong with it before anything is made
 * for it: its values, the port that it asks for, the cluster that it names.
 */
export async function askedConfig(stack: string, overrides: readonly string[]): Promise<Record<string, string>> {
  const asked = await stackConfig(stack, overrides);
  const { cluster } = parseStackConfig({ ...later, ...asked });
  limiterOf(asked);
  if (cluster.kind === "kind") await requireFreePort(cluster.hostPort);
  else await requireLentCluster(cluster);
  return asked;
}
