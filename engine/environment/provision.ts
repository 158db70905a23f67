import { readFile, rm, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { DrillError } from "../../common/errors.ts";
import { type EnvironmentOutputs, environmentOutputs } from "../../stacks/outputs.ts";
import { deleteCluster } from "../../toolchain/plugins/kind/cluster.ts";
import { livingScratchContainers, sweepScratchContainers } from "../../toolchain/docker/scratch-container.ts";
import { createHome, homeOf } from "./home.ts";
import { takeLease } from "./holding.ts";
import { inventory, takeInventory } from "./inventory.ts";
import { writeKnownSecrets } from "./secrets-file.ts";
import { findLeaks } from "./leaks.ts";
import { breakDeadLocks } from "./locks.ts";
import { runOperation } from "./operation.ts";
import { marksOf } from "./ownership.ts";
import {
  configOf,
  type EnvironmentLease,
  listLeases,
  readLease,
  removeHome,
  renewLease,
  writeLease,
} from "./record.ts";
import { announceRenewal, keepRenewed } from "./renewal.ts";
import type { OperationRequest, ResourceStep } from "./worker-protocol.ts";

/** How long each operation may take and how long the engine may be silent in it, milliseconds. */
export const limits = {
  up: { deadlineMs: 900_000, silenceMs: 420_000 },
  destroy: { deadlineMs: 300_000, silenceMs: 180_000 },
  outputs: { deadlineMs: 60_000, silenceMs: 60_000 },
} as const;

export interface Following {
  say: (line: string) => void;
  signal: AbortSignal;
}

/**
 * A new environment: its lease is written before anything exists, so that whatever comes to exist is recorded.
 * @param secrets values that are not to be generated, by their names
 */
export async function provision(
  lease: EnvironmentLease,
  following: Following,
  secrets: Record<string, string> = {},
): Promise<EnvironmentOutputs> {
  const before = JSON.stringify(await takeInventory());
  const home = await createHome(lease.id);
  await writeFile(home.before, before);
  writeLease(lease);
  if (Object.keys(secrets).length > 0) await writeKnownSecrets(lease.id, secrets);
  const { outputs } = await operate("up", lease, following);
  renewLease(lease.id, { status: "up" });
  return renewed(lease, outputs);
}

/**
 * Brings an environment that is up to another config, and leaves the rest as it is.
 * @returns its outputs then
 */
export async function amend(
  lease: EnvironmentLease,
  change: Record<string, string>,
  following: Following,
): Promise<EnvironmentOutputs> {
  const amended = renewLease(lease.id, { config: { ...readLease(lease.id).config, ...change } });
  return parsed(lease, (await operate("up", amended, following)).outputs);
}

/** The outputs of an environment that is up and that this process holds; it stays leased while this process uses it. */
export async function outputsOf(lease: EnvironmentLease, following: Following): Promise<EnvironmentOutputs> {
  return renewed(lease, (await operate("outputs", lease, following)).outputs);
}

/**
 * Takes an environment down and looks whether anything is left: a throwaway cluster is deleted as a whole, which needs
 * neither its API nor Pulumi; on a cluster that stays, Pulumi destroys what its state names.
 * @returns what appeared since the environment began and is still there, ours with the command that removes it; empty =
 * nothing
 * @throws DrillError environment.unknown, or environment.held while another process works on it
 */
export async function takeDown(id: string, following: Following): Promise<string[]> {
  const lease = await takeLease(id, { status: "destroying" });
  // One of a process that is gone may be connected with the cluster's network, which could not go then.
  await sweepScratchContainers();
  const own = await marksOf(lease);
  const home = homeOf(id);
  if (lease.clusterProvider === "kind") {
    // All that the environment is made of lies in its cluster, also what never reached the state; the state goes with it.
    following.say(`  deleting the cluster ${lease.clusterName} with everything in it`);
    await deleteCluster(lease.clusterName);
    await rm(home.backend, { recursive: true, force: true });
  } else {
    for (const file of await breakDeadLocks(home.backend)) {
      following.say(`removed the lock of a dead process: ${file}`);
    }
    await operate("destroy", lease, following);
  }
  const before = inventory.parse(JSON.parse(await readFile(home.before, "utf8")));
  const others = async () => [
    ...(await Promise.all((await listLeases()).filter((other) => other.id !== id).map(marksOf))),
    ...(await livingScratchContainers()).map(({ name, ports }) => ({ names: [name], things: ports, holder: null })),
  ];
  const { ours, foreign } = await findLeaks(before, own, others);
  // As long as its state or a lock is there, the record is what takes it down.
  if (!ours.some((item) => item.includes(home.folder))) await removeHome(id);
  return [...ours, ...foreign.map(unclaimed)];
}

/** Nobody we know owns it, so that it may be a leak all the same; but no command is given that could hit a stranger. */
const unclaimed = (thing: string) =>
  `${thing} (appeared meanwhile and bears no mark of ours: look before you remove it)`;

function renewed(lease: EnvironmentLease, values: Record<string, unknown>): EnvironmentOutputs {
  const outputs = parsed(lease, values);
  // The record is what counts; a cluster that does not answer, perhaps by a drill's own doing, misses an announcement.
  const announce = (renewedAt: string) => void announceRenewal(outputs, renewedAt).catch(() => undefined);
  // Whoever takes an environment up again has renewed it, which faults ask the namespace for.
  announce(readLease(lease.id).renewedAt);
  keepRenewed(lease.id, announce);
  return outputs;
}

function parsed(lease: EnvironmentLease, values: Record<string, unknown>): EnvironmentOutputs {
  const outputs = environmentOutputs.safeParse(values);
  if (outputs.success) return outputs.data;
  throw new DrillError({
    code: "environment.incomplete",
    kind: "environment",
    message: `environment ${lease.id} is not up as a whole`,
    remedy: `take it down with: drill down ${lease.id}`,
    cause: outputs.error,
  });
}

async function operate(operation: OperationRequest["operation"], lease: EnvironmentLease, following: Following) {
  const home = homeOf(lease.id);
  const request: OperationRequest = {
    operation,
    stackName: `${lease.stack}-${lease.id}`,
    workDir: home.work,
    pulumiRoot: lease.pulumiRoot,
    config: configOf(lease),
    env: {
      PULUMI_BACKEND_URL: pathToFileURL(home.backend).href,
      PULUMI_CONFIG_PASSPHRASE_FILE: home.passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // A plugin on PATH would win over the one that was chosen.
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
      DRILL_KIND: lease.kind,
      DRILL_NODE: process.execPath,
    },
  };
  return runOperation(request, {
    ...limits[operation],
    signal: following.signal,
    onStep: (step) => following.say(describeStep(step)),
    onDiagnostic: (severity, text) => {
      if (severity === "error" || severity === "warning") following.say(`${severity}: ${text.trim()}`);
    },
  });
}

const describeStep = (step: ResourceStep) => `  ${step.state} ${step.op} ${step.type.split(":").at(-1)} ${step.name}`;
