import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { newSource } from "../cli/environment-source.ts";
import { newId } from "../cli/ids.ts";
import { bundleReference } from "../reference/bundle.ts";
import { prepareToolset, type Toolset } from "../toolchain/toolset.ts";
import { kindConfig } from "../toolchain/plugins/kind/config.ts";
import { clusterInputs } from "../toolchain/plugins/kind/inputs.ts";
import { median, seconds } from "./median.ts";

const rounds = 3;
const say = () => undefined;

/** Bring-up and teardown against `kind create cluster`, `kubectl apply` of the same objects, and `kind delete cluster`. */
export async function environmentBench(): Promise<void> {
  const signal = new AbortController().signal;
  const toolset = await prepareToolset({ mayStartDocker: true, bundleReference, say, signal });
  const up: number[] = [];
  const down: number[] = [];
  const floorUp: number[] = [];
  const floorDown: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const id = newId("bench");
    const source = await newSource({ id, stack: "smoke", overrides: [], mayStartDocker: true, say, signal });
    let objects = "";
    up.push(
      await seconds(async () => {
        const outputs = await source.bringUp(signal);
        await withKubeconfig(outputs.kubeconfig, async (kubeconfig) => {
          await ready(toolset, kubeconfig, outputs.namespace);
          objects = await exportObjects(toolset, kubeconfig, outputs.namespace);
        });
      }),
    );
    down.push(await seconds(async () => source.takeDown?.(signal)));
    const [built, removed] = await floor(toolset, objects);
    floorUp.push(built);
    floorDown.push(removed);
  }
  report("environment ready", up, floorUp);
  report("teardown", down, floorDown);
}

function report(what: string, ours: number[], floors: number[]): void {
  const ratios = ours.map((value, index) => value / (floors[index] ?? Number.NaN));
  const [mine, base, ratio] = [median(ours), median(floors), median(ratios)];
  console.log(
    `${what}: ${mine.toFixed(1)} s, floor ${base.toFixed(1)} s, ratio ${ratio.toFixed(2)} (${ours.length} pairs)`,
  );
}

async function floor(toolset: Toolset, objects: string): Promise<[number, number]> {
  const name = newId("floor");
  const folder = await mkdtemp(join(tmpdir(), "drill-bench-"));
  const kubeconfig = join(folder, "kubeconfig");
  const file = join(folder, "objects.json");
  await writeFile(file, objects);
  const nodeImage = toolset.stackDefaults["nodeImage"] ?? "";
  const archives = JSON.parse(toolset.stackDefaults["imageArchives"] ?? "[]") as string[];
  const { stdout } = await execa("docker", ["info", "--format", "{{.CgroupVersion}}"]);
  const config = kindConfig(clusterInputs.parse({ name, nodeImage }), { cgroupVersion: stdout === "1" ? 1 : 2 });
  try {
    const built = await seconds(async () => {
      const create = [
        "create",
        "cluster",
        "--name",
        name,
        "--image",
        nodeImage,
        "--config",
        "-",
        "--kubeconfig",
        kubeconfig,
      ];
      await execa(toolset.kind, create, { input: config });
      for (const archive of archives) await execa(toolset.kind, ["load", "image-archive", archive, "--name", name]);
      await execa(toolset.kubectl, ["--kubeconfig", kubeconfig, "apply", "--filename", file]);
      const namespace =
        (JSON.parse(objects) as { items: { metadata: { name: string } }[] }).items[0]?.metadata.name ?? "";
      await ready(toolset, kubeconfig, namespace);
    });
    const removed = await seconds(() => execa(toolset.kind, ["delete", "cluster", "--name", name]));
    return [built, removed];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Both sides end at the same point: every workload of the namespace is rolled out. */
async function ready(toolset: Toolset, kubeconfig: string, namespace: string): Promise<void> {
  const common = ["--kubeconfig", kubeconfig, "--namespace", namespace];
  const { stdout } = await execa(toolset.kubectl, [...common, "get", "deployments,statefulsets", "--output", "name"]);
  for (const workload of stdout.split("\n")) {
    await execa(toolset.kubectl, [...common, "rollout", "status", workload, "--timeout", "180s"]);
  }
}

const kinds = "secrets,services,statefulsets.apps,deployments.apps";

async function exportObjects(toolset: Toolset, kubeconfig: string, namespace: string): Promise<string> {
  const get = async (args: string[]) => {
    const { stdout } = await execa(toolset.kubectl, ["--kubeconfig", kubeconfig, "get", ...args, "--output", "json"]);
    return JSON.parse(stdout);
  };
  const space = await get(["namespace", namespace]);
  const { items } = await get([kinds, "--namespace", namespace]);
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: [space, ...items].map(asWritten) });
}

interface KubeObject {
  metadata: Record<string, unknown>;
  spec?: Record<string, unknown>;
}

/** An object as somebody would have written it: without what the server added. */
function asWritten(object: KubeObject): unknown {
  const { name, namespace, labels, annotations } = object.metadata;
  const spec = object.spec === undefined ? undefined : { ...object.spec };
  for (const key of ["clusterIP", "clusterIPs", "finalizers"]) if (spec !== undefined) delete spec[key];
  return { ...object, metadata: { name, namespace, labels, annotations }, spec, status: undefined };
}

async function withKubeconfig(content: string, body: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "drill-bench-"));
  try {
    const file = join(folder, "kubeconfig");
    await writeFile(file, content, { mode: 0o600 });
    await body(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
