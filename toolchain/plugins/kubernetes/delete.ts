import type { DeleteRequest } from "../shared/resource-provider.ts";
import { isNotFound } from "./api/errors.ts";
import { type Cluster, glance, locate, type Located, pause } from "./cluster.ts";
import { kindOf } from "./kind-token.ts";
import { type Condition, describe, type KubeObject, parseId } from "./objects.ts";
import { propagationOf, timeoutOf } from "./wishes.ts";

const pauses = { first: 100, most: 1_000 };
/** Kinds whose pods have to be gone before they are gone themselves. */
const owners = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]);

/** Deletes an object and waits until it is really gone; one that is gone already is a success. */
export async function remove(cluster: Cluster, { id, type, oldInputs, timeout }: DeleteRequest): Promise<void> {
  const kind = kindOf(type);
  const policy = propagationOf(oldInputs) ?? (owners.has(kind.kind) ? "Foreground" : "Background");
  try {
    const located = await locate(cluster, kind, parseId(id));
    const before = await cluster.api.get(located.path, cluster.cancelled);
    await cluster.api.delete(located.path, policy);
    await untilGone(cluster, located, before, timeoutOf(oldInputs, timeout));
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown;
  }
}

/** Ends with the API's own "not found", or when another object has taken the name. */
async function untilGone(cluster: Cluster, { path, address }: Located, before: KubeObject, timeoutMs: number) {
  const deadline = performance.now() + timeoutMs;
  let live = before;
  for (let wait = pauses.first; ; wait = Math.min(wait * 1.5, pauses.most)) {
    live = (await glance(cluster, path)) ?? live;
    if (live.metadata.uid !== before.metadata.uid) return;
    if (performance.now() >= deadline) {
      const waited = `${Math.round(timeoutMs / 1000)} s after its deletion`;
      throw new Error(`${describe(address)} is still there ${waited}: ${whatHolds(live)}`);
    }
    await pause(Math.min(wait, timeoutMs), cluster.cancelled);
  }
}

/** What keeps an object from going: the conditions that it reports, and the finalizers that are left. */
export function whatHolds(live: KubeObject): string {
  const { conditions = [] } = (live["status"] ?? {}) as { conditions?: Condition[] };
  const reported = conditions
    .filter(({ status }) => status === "True")
    .map(({ type, message }) => `${type}: ${message ?? "no message"}`);
  const { finalizers = [] } = (live["spec"] ?? {}) as { finalizers?: string[] };
  const left = [...(live.metadata.finalizers ?? []), ...finalizers];
  return [...reported, `finalizers left: ${left.length === 0 ? "none" : left.join(", ")}`].join("; ");
}
