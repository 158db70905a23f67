import { resolve } from "node:path";
import { execa } from "execa";
import * as z from "zod";
import { outputsOf } from "../../../engine/environment/provision.ts";
import { listLeases } from "../../../engine/environment/record.ts";
import { ClusterApi } from "../../../engine/probes/cluster-api.ts";

/** The command line's program. */
export const main = resolve(import.meta.dirname, "../../../cli/main.ts");

const printed = z.object({ environmentId: z.string(), namespace: z.string(), clusterIdentifier: z.string() });

/** An environment that stays up between drills. */
export interface Standing {
  id: string;
  namespace: string;
  /** name of its kind cluster */
  cluster: string;
  api: ClusterApi;
  down: () => Promise<void>;
}

/** Brings up an environment of the stack, as a user would. */
export async function standing(stack: string): Promise<Standing> {
  const { stdout } = await execa(process.execPath, [main, "up", stack], { stderr: "inherit" });
  const { environmentId: id, namespace, clusterIdentifier } = printed.parse(JSON.parse(stdout));
  const lease = (await listLeases()).find((each) => each.id === id);
  if (lease === undefined) throw new Error(`${id} has no record`);
  const { kubeconfig } = await outputsOf(lease, { say: () => undefined, signal: new AbortController().signal });
  const api = new ClusterApi(kubeconfig);
  return {
    id,
    namespace,
    cluster: clusterIdentifier.split("/")[0] ?? "",
    api,
    down: async () => {
      api.close();
      await execa(process.execPath, [main, "down", id], { stderr: "inherit" });
    },
  };
}
