import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, ExecaError } from "execa";
import { failureOf, kindConfig, parsePorts, podNetwork } from "./config.ts";
import type { ClusterInputs, ClusterState } from "./inputs.ts";

const kind = process.env["DRILL_KIND"] ?? "kind";
const clusterLabel = "io.x-k8s.kind.cluster";
/** kind itself gives up on its longest step after four minutes. */
const createTimeoutMs = 360_000;

/** Makes the cluster; whatever was half made is removed again when that fails or is cancelled. */
export async function createCluster(inputs: ClusterInputs, signal: AbortSignal): Promise<ClusterState> {
  await refuseTaken(inputs.name);
  for (const archive of inputs.imageArchives) await stat(archive);
  const folder = await mkdtemp(join(tmpdir(), "drill-kind-"));
  try {
    const kubeconfigFile = join(folder, "kubeconfig");
    const config = kindConfig(inputs, { cgroupVersion: await cgroupVersion() });
    await runKind(
      [
        "create",
        "cluster",
        "--name",
        inputs.name,
        "--image",
        inputs.nodeImage,
        "--config",
        "-",
        "--kubeconfig",
        kubeconfigFile,
      ],
      { name: inputs.name, input: config, signal },
    );
    for (const archive of inputs.imageArchives) {
      await runKind(["load", "image-archive", archive, "--name", inputs.name], { name: inputs.name, signal });
    }
    const node = `${inputs.name}-control-plane`;
    await keepPodTrafficInside(node);
    return {
      ...inputs,
      identifier: `${inputs.name}/${(await docker(["inspect", "--format", "{{.Id}}", node])).slice(0, 12)}`,
      kubeconfig: await readFile(kubeconfigFile, "utf8"),
      hostPorts: parsePorts(await docker(["port", node])),
      nodeImageDigest: await docker(["inspect", "--format", "{{.Image}}", node]),
    };
  } catch (thrown) {
    await deleteCluster(inputs.name);
    throw thrown;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A node has a route to each of its pods and sends all else out to the host's networks, also what is still on its way to
 * a pod that is gone. There it is lost, or somebody answers it. It is refused instead, as other pod networks do.
 */
async function keepPodTrafficInside(node: string): Promise<void> {
  await docker(["exec", node, "ip", "route", "replace", "unreachable", podNetwork]);
}

/** Removes the cluster's containers, their volumes and its network; a cluster that is gone is a success. */
export async function deleteCluster(name: string): Promise<void> {
  const containers = await containersOf(name);
  if (containers.length > 0) await docker(["rm", "--force", "--volumes", ...containers]);
  const networks = await docker(["network", "ls", "--quiet", "--filter", `name=^${name}$`]);
  if (networks !== "") await docker(["network", "rm", name]);
}

/** The cluster's node containers: none means gone; an unreachable Docker throws, so that gone is never guessed. */
export async function containersOf(name: string): Promise<string[]> {
  const output = await docker(["ps", "--all", "--quiet", "--filter", `label=${clusterLabel}=${name}`]);
  return output === "" ? [] : output.split("\n");
}

async function refuseTaken(name: string): Promise<void> {
  if ((await containersOf(name)).length > 0) {
    throw new Error(`a kind cluster named ${name} exists already; remove it with: kind delete cluster --name ${name}`);
  }
}

async function cgroupVersion(): Promise<1 | 2> {
  return (await docker(["info", "--format", "{{.CgroupVersion}}"])) === "1" ? 1 : 2;
}

async function runKind(args: string[], run: { name: string; input?: string; signal: AbortSignal }): Promise<void> {
  try {
    await execa(kind, args, {
      ...(run.input === undefined ? { stdin: "ignore" } : { input: run.input }),
      all: true,
      timeout: createTimeoutMs,
      cancelSignal: run.signal,
      // A network of its own, so that the cluster's removal leaves none behind.
      env: { KIND_EXPERIMENTAL_DOCKER_NETWORK: run.name },
    });
  } catch (thrown) {
    if (!(thrown instanceof ExecaError)) throw thrown;
    if (thrown.isCanceled) throw new Error(`kind ${args[0]} was cancelled`, { cause: thrown });
    const what = thrown.timedOut ? `did not finish within ${createTimeoutMs / 1000} s` : "failed";
    throw new Error(`kind ${args[0]} ${args[1]} ${what}: ${failureOf(String(thrown.all ?? thrown.shortMessage))}`, {
      cause: thrown,
    });
  }
}

async function docker(args: string[]): Promise<string> {
  const { stdout } = await execa("docker", args, { timeout: 120_000 });
  return stdout.trim();
}
