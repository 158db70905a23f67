import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newSource } from "../../cli/environment-source.ts";
import { newId } from "../../cli/ids.ts";
import { say } from "../../cli/output.ts";
import { messageOf } from "../../common/errors.ts";
import { takeDown } from "../../engine/environment/provision.ts";
import { seconds } from "../measure.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { kubectlOn, rolledOut } from "./kubectl.ts";
import { exportObjects, type KubeObject } from "./objects.ts";
import type { Times } from "./times.ts";

const stack = "smoke";
const teardownMs = 420_000;

/**
 * Ours: an environment of the smoke stack, from asking for it until it is ready, and its teardown with the look for
 * leftovers. Of `drill up` and `drill down` only the start of Node is missing, and the stop of a Docker daemon of ours.
 */
export async function timeRange(kubectlPath: string, signal: AbortSignal): Promise<Times & { objects: KubeObject[] }> {
  const id = newId("bench");
  return inTemporaryFolder(async (folder) => {
    const kubeconfig = join(folder, "kubeconfig");
    const kubectl = kubectlOn(kubectlPath, kubeconfig, signal);
    let namespace = "";
    try {
      const up = await seconds(async () => {
        const source = await newSource({ id, stack, overrides: [], mayStartDocker: true, say, signal });
        const outputs = await source.bringUp(signal);
        namespace = outputs.namespace;
        await writeFile(kubeconfig, outputs.kubeconfig, { mode: 0o600 });
        await rolledOut(kubectl, namespace);
      });
      const objects = await exportObjects(kubectl, namespace);
      const down = await seconds(() => remove(id));
      return { up, down, objects };
    } catch (thrown) {
      await remove(id).catch((again: unknown) => say(`environment ${id}: ${messageOf(again)}`));
      throw thrown;
    }
  });
}

/** Under a deadline of its own: a bench that was interrupted must clean up all the same. */
async function remove(id: string): Promise<void> {
  const left = await takeDown(id, { say, signal: AbortSignal.timeout(teardownMs) });
  for (const item of left) say(`left behind: ${item}`);
}
