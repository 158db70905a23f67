import { cpus, release, totalmem } from "node:os";
import { execa } from "execa";
import type { EnvironmentOutputs } from "../../stacks/outputs.ts";
import type { EnvironmentRecord } from "../evidence/run-record.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import { projectRoot } from "./home.ts";
import type { EnvironmentLease } from "./record.ts";

/** What a toolset says of itself for the report. */
export interface ToolFacts {
  tools: EnvironmentRecord["tools"];
  plugins: EnvironmentRecord["plugins"];
  /** what this world runs as a stand-in or cannot test, in words */
  limits: string[];
}

/** The facts of an environment that a report states: what ran, by digest where the cluster knows it. */
export async function describeEnvironment(
  lease: EnvironmentLease,
  outputs: EnvironmentOutputs,
  api: ClusterApi,
  facts: ToolFacts,
): Promise<EnvironmentRecord> {
  return {
    schema: "biowerk-drill/environment/1",
    environmentId: lease.id,
    cluster: {
      provider: outputs.clusterProvider,
      identifier: outputs.clusterIdentifier,
      kubernetes: await kubernetesVersion(api),
    },
    gitSha: await gitSha(),
    tools: facts.tools,
    plugins: facts.plugins,
    images: await runningImages(api, outputs.namespace),
    documentStore: outputs.documents.kind,
    llm: { latencyMs: outputs.llm.latencyMs, errorRatio: outputs.llm.errorRatio },
    host: hostFacts(),
    segments: [],
    limits: facts.limits,
  };
}

/** The record of an environment that never came up far enough to be looked at. */
export function unseenEnvironment(lease: EnvironmentLease, facts: ToolFacts): EnvironmentRecord {
  return {
    schema: "biowerk-drill/environment/1",
    environmentId: lease.id,
    cluster: { provider: lease.clusterProvider, identifier: "never seen", kubernetes: "never seen" },
    gitSha: "not looked at",
    ...facts,
    images: [],
    documentStore: "never seen",
    llm: { latencyMs: 0, errorRatio: 0 },
    host: hostFacts(),
    segments: [],
  };
}

const hostFacts = () => ({
  cpus: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
});

async function kubernetesVersion(api: ClusterApi): Promise<string> {
  const answer = await api.get("/version");
  const { gitVersion } = JSON.parse(answer.body) as { gitVersion?: string };
  return gitVersion ?? "unknown";
}

/** Of this checkout, or why it is unknown. */
export async function gitSha(): Promise<string> {
  const head = await execa("git", ["-C", projectRoot, "rev-parse", "HEAD"], { reject: false });
  if (head.failed) return "unknown: not a git checkout";
  const changed = await execa("git", ["-C", projectRoot, "status", "--porcelain"], { reject: false });
  return changed.stdout === "" ? head.stdout : `${head.stdout} with uncommitted changes`;
}

/** Images of all containers, by digest where they started. */
export async function runningImages(api: ClusterApi, namespace: string): Promise<EnvironmentRecord["images"]> {
  const pods = await api.core.listNamespacedPod({ namespace });
  return pods.items
    .flatMap((pod) =>
      (pod.status?.containerStatuses ?? []).map((container) => ({
        workload: pod.metadata?.labels?.["app.kubernetes.io/name"] ?? pod.metadata?.name ?? container.name,
        image: container.image,
        digest: container.imageID === "" ? "not started" : container.imageID,
      })),
    )
    .sort((a, b) => a.workload.localeCompare(b.workload));
}
