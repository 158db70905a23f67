import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { newId } from "../../cli/ids.ts";
import { deleteCluster } from "../../toolchain/plugins/kind/cluster.ts";
import { kindConfig } from "../../toolchain/plugins/kind/config.ts";
import { clusterInputs } from "../../toolchain/plugins/kind/inputs.ts";
import type { Toolset } from "../../toolchain/toolset.ts";
import { seconds } from "../measure.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { kubectlOn, rolledOut } from "./kubectl.ts";
import { type KubeObject, nodePortsOf } from "./objects.ts";
import type { Times } from "./times.ts";

/**
 * The floor: the same cluster and objects with kind and kubectl alone, objects applied all at once. The node image and
 * the archives are those of the toolset, ports and network are as the range has them.
 */
export async function timeByHand(
  toolset: Toolset,
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<Times> {
  const name = newId("floor");
  const wanted = kindInputs(name, toolset, objects);
  const config = kindConfig(wanted, { cgroupVersion: await cgroupVersion() });
  return inTemporaryFolder(async (folder) => {
    const kubeconfig = join(folder, "kubeconfig");
    const file = join(folder, "objects.json");
    await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }), { mode: 0o600 });
    const env = { KIND_EXPERIMENTAL_DOCKER_NETWORK: name };
    const kind = (args: string[], input = "") =>
      execa(toolset.kind, [...args, "--name", name], { env, input, cancelSignal: signal });
    const kubectl = kubectlOn(toolset.kubectl, kubeconfig, signal);
    try {
      const up = await seconds(async () => {
        const create = ["create", "cluster", "--image", wanted.nodeImage, "--kubeconfig", kubeconfig, "--config", "-"];
        await kind(create, config);
        for (const archive of wanted.imageArchives) await kind(["load", "image-archive", archive]);
        await kubectl("apply", "--filename", file);
        await rolledOut(kubectl, namespaceOf(objects));
      });
      const down = await seconds(() => kind(["delete", "cluster", "--kubeconfig", kubeconfig]));
      return { up, down };
    } finally {
      // Whatever is left where a step failed, and the network, which kind leaves behind.
      await deleteCluster(name);
    }
  });
}

function kindInputs(name: string, { stackDefaults }: Toolset, objects: readonly KubeObject[]) {
  return clusterInputs.parse({
    name,
    nodeImage: stackDefaults["nodeImage"],
    imageArchives: JSON.parse(stackDefaults["imageArchives"] ?? "[]"),
    portMappings: nodePortsOf(objects).map((containerPort) => ({ containerPort, hostPort: 0 })),
  });
}

async function cgroupVersion(): Promise<1 | 2> {
  const { stdout } = await execa("docker", ["info", "--format", "{{.CgroupVersion}}"]);
  return stdout === "1" ? 1 : 2;
}

function namespaceOf(objects: readonly KubeObject[]): string {
  return objects.find(({ kind }) => kind === "Namespace")?.metadata.name ?? "default";
}
