import { collectionPath } from "./api/discovery.ts";
import { type Cluster, glance, locate, pause } from "./cluster.ts";
import { annotation, describe, type KubeObject } from "./objects.ts";
import { judgeOf } from "./readiness/judges.ts";
import { podSelector, podTroubles } from "./readiness/pods.ts";

/** Pauses between looks grow from the first to the second, milliseconds. */
const pauses = { first: 200, most: 1_000 };

/** The object exists but is not ready, and will not be waited for any longer. */
export class NotReady extends Error {
  override readonly name = "NotReady";
  /** the object as last seen */
  readonly live: KubeObject;

  constructor(message: string, live: KubeObject) {
    super(message);
    this.live = live;
  }
}

/**
 * Waits until an object is ready in the sense of its kind, and returns it as it is then.
 * @throws NotReady when it failed, when the time is up (milliseconds), or when the engine gives up
 */
export async function awaitReady(cluster: Cluster, object: KubeObject, timeoutMs: number): Promise<KubeObject> {
  const judge = judgeOf(object);
  if (judge === undefined || annotation(object, "pulumi.com/skipAwait") === "true") return object;
  const { name = "", namespace } = object.metadata;
  const { path, address } = await locate(cluster, object, { namespace, name });
  if (await bindsOnFirstUse(cluster, object)) return object;

  const deadline = performance.now() + timeoutMs;
  let live = object;
  for (let wait = pauses.first; ; wait = Math.min(wait * 1.5, pauses.most)) {
    const seen = judge(live);
    if (seen.state === "ready") return live;
    const say = async (how: string) =>
      new NotReady([`${describe(address)} ${how}: ${seen.why}`, ...(await troublesOf(cluster, live))].join("; "), live);
    if (seen.state === "failed") throw await say("failed");
    if (performance.now() >= deadline) throw await say(`is not ready after ${Math.round(timeoutMs / 1000)} s`);
    try {
      await pause(Math.min(wait, timeoutMs), cluster.cancelled);
      live = (await glance(cluster, path)) ?? live;
    } catch (thrown) {
      if (!cluster.cancelled.aborted) throw thrown;
      throw new NotReady(`${describe(address)} was not waited for any longer: the operation was cancelled`, live);
    }
  }
}

/** A claim of such a storage class is only bound when a pod uses it. */
async function bindsOnFirstUse(cluster: Cluster, object: KubeObject): Promise<boolean> {
  if (object.kind !== "PersistentVolumeClaim") return false;
  const { storageClassName = "" } = (object["spec"] ?? {}) as { storageClassName?: string };
  if (storageClassName === "") return false;
  const kind = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass" };
  const { path } = await locate(cluster, kind, { name: storageClassName });
  const storageClass = await cluster.api.get(path, cluster.cancelled).catch(() => undefined);
  return storageClass?.["volumeBindingMode"] === "WaitForFirstConsumer";
}

async function troublesOf(cluster: Cluster, object: KubeObject): Promise<string[]> {
  if (object.kind === "Pod") return podTroubles([object]);
  const selector = podSelector(object);
  if (selector === undefined) return [];
  try {
    const kind = { apiVersion: "v1", kind: "Pod" };
    const { served, address } = await locate(cluster, kind, { namespace: object.metadata.namespace, name: "" });
    const path = `${collectionPath(served, address)}?${new URLSearchParams({ labelSelector: selector }).toString()}`;
    const { items } = await cluster.api.get<{ items: KubeObject[] }>(path, cluster.cancelled);
    return podTroubles(items);
  } catch {
    // The message stands without the pods.
    return [];
  }
}
