import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../common/errors.ts";
import { type EnvironmentOutputs, environmentOutputs } from "../../stacks/outputs.ts";
import { deleteCluster } from "../../toolchain/plugins/kind/cluster.ts";
import { createHome, homeOf } from "./home.ts";
import { inventory, leftBehind, takeInventory } from "./inventory.ts";
import { breakDeadLocks } from "./locks.ts";
import { runOperation } from "./operation.ts";
import { thingsOf } from "./others.ts";
import { type EnvironmentLease, listLeases, readLease, removeHome, writeLease } from "./record.ts";
import type { OperationRequest, ResourceStep } from "./worker-protocol.ts";

/** How long each operation may take and how long the engine may be silent in it, milliseconds. */
export const limits = {
  up: { deadlineMs: 900_000, silenceMs: 420_000 },
  destroy: { deadlineMs: 300_000, silenceMs: 180_000 },
  outputs: { deadlineMs: 60_000, silenceMs: 60_000 },
} as const;

/** How long what was just ended may take to be gone, milliseconds. */
const settleMs = 3_000;

export interface Following {
  say: (line: string) => void;
  signal: AbortSignal;
}

/** A new environment: its lease is written before anything exists, so that whatever comes to exist is recorded. */
export async function provision(
  lease: EnvironmentLease,
  config: Record<string, string>,
  following: Following,
): Promise<EnvironmentOutputs> {
  const before = JSON.stringify(await takeInventory());
  const home = await createHome(lease.id);
  await writeFile(home.before, before);
  await writeLease(lease);
  const result = await operate("up", lease, config, following);
  await writeLease({ ...lease, status: "up", renewedAt: new Date().toISOString() });
  return environmentOutputs.parse(result.outputs);
}

/** The outputs of an environment that is up. */
export async function outputsOf(lease: EnvironmentLease, following: Following): Promise<EnvironmentOutputs> {
  return environmentOutputs.parse((await operate("outputs", lease, {}, following)).outputs);
}

/**
 * Takes an environment down from its state alone and looks whether anything is left.
 * @returns what is left behind, each with the command that removes it; empty = nothing
 */
export async function takeDown(id: string, following: Following): Promise<string[]> {
  const lease = await readLease(id);
  await writeLease({ ...lease, status: "destroying" });
  const home = homeOf(id);
  for (const file of await breakDeadLocks(home.backend)) following.say(`removed the lock of a dead process: ${file}`);
  try {
    await operate("destroy", lease, {}, following);
  } catch (thrown) {
    following.signal.throwIfAborted();
    following.say(`destroy failed, removing the cluster itself: ${messageOf(thrown)}`);
  }
  // Also what never reached the state: a cluster whose creation was cut off.
  if (lease.clusterProvider === "kind") await deleteCluster(lease.clusterName);
  const left = await settledLeaks(lease);
  // As long as its state or a lock is there, the record is what takes it down.
  if (!left.some((item) => item.includes(home.folder))) await removeHome(id);
  return left;
}

/** What is left, and still is a moment later: sockets and processes take one to go. */
async function settledLeaks(lease: EnvironmentLease): Promise<string[]> {
  const first = await leaksSince(lease);
  if (first.length === 0) return first;
  await sleep(settleMs);
  const second = await leaksSince(lease);
  return first.filter((item) => second.includes(item));
}

async function leaksSince(lease: EnvironmentLease): Promise<string[]> {
  const home = homeOf(lease.id);
  const before = inventory.parse(JSON.parse(await readFile(home.before, "utf8")));
  const others = (await listLeases()).filter((other) => other.id !== lease.id);
  const isOthers = await thingsOf(others);
  const isOwnStack = (thing: string) => thing.startsWith(`${home.backend}/`) && thing.includes("/stacks/");
  const now = await takeInventory();
  return leftBehind(before, now, (thing) => isOthers(thing) && !isOwnStack(thing));
}

async function operate(
  operation: OperationRequest["operation"],
  lease: EnvironmentLease,
  config: Record<string, string>,
  following: Following,
) {
  const home = homeOf(lease.id);
  const request: OperationRequest = {
    operation,
    stackName: `${lease.stack}-${lease.id}`,
    workDir: home.work,
    pulumiRoot: lease.pulumiRoot,
    config,
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
