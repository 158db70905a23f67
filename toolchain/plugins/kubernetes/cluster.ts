import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "./api/client.ts";
import { connect } from "./api/connection.ts";
import { Discovery, objectPath, type Served } from "./api/discovery.ts";
import { isNotFound, isPassing } from "./api/errors.ts";
import type { Config } from "./config.ts";
import { defaultNamespace } from "./kubeconfig.ts";
import type { Address, Kind, KubeObject } from "./objects.ts";

/** A cluster as the operations see it. */
export interface Cluster {
  api: ApiClient;
  kinds: Discovery;
  /** of objects that name none */
  namespace: string;
  /** aborted when the engine gives up; ends every wait */
  cancelled: AbortSignal;
}

/** An object's place together with how its kind is served. */
export interface Located {
  served: Served;
  address: Address;
  path: string;
}

/** How long a kind may take to be served after its definition was created, milliseconds. */
const kindWait = 15_000;
const kindPause = 500;

/** Prepares the connection to a kubeconfig's cluster; nothing is sent yet. */
export async function openCluster(config: Config, cancelled: AbortSignal): Promise<Cluster> {
  const api = new ApiClient(await connect(config), (ms) => pause(ms, cancelled));
  return { api, kinds: new Discovery(api), namespace: defaultNamespace(config), cancelled };
}

/** Finds an object's path. A cluster-scoped kind loses a namespace given by mistake. */
export async function locate(
  cluster: Cluster,
  kind: Kind,
  { namespace, name }: { namespace?: string | undefined; name: string },
): Promise<Located> {
  const served = await cluster.kinds.find(kind, cluster.cancelled);
  const inside = served.namespaced ? { namespace: namespace ?? cluster.namespace } : {};
  const address = { apiVersion: kind.apiVersion, kind: kind.kind, ...inside, name };
  return { served, address, path: name === "" ? "" : objectPath(served, address) };
}

/** Waits for a kind whose definition may be only seconds old. */
export async function untilServed(cluster: Cluster, kind: Kind): Promise<Served> {
  const deadline = performance.now() + kindWait;
  for (;;) {
    try {
      return await cluster.kinds.find(kind, cluster.cancelled);
    } catch (thrown) {
      if (!isNotFound(thrown) || performance.now() > deadline) throw thrown;
      await pause(kindPause, cluster.cancelled);
    }
  }
}

/** Whether objects of a kind have a namespace; a kind that is not served yet is taken not to. */
export async function isNamespaced(cluster: Cluster, kind: Kind): Promise<boolean> {
  try {
    return (await cluster.kinds.find(kind, cluster.cancelled)).namespaced;
  } catch (thrown) {
    if (isNotFound(thrown)) return false;
    throw thrown;
  }
}

/** Looks at an object during a wait, which has a deadline of its own: undefined while the API server is in trouble. */
export async function glance(cluster: Cluster, path: string): Promise<KubeObject | undefined> {
  try {
    return await cluster.api.get(path, cluster.cancelled);
  } catch (thrown) {
    if (isPassing(thrown)) return undefined;
    throw thrown;
  }
}

/** Waits, and throws the reason of the cancellation at once when there is one. */
export async function pause(ms: number, cancelled: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: cancelled }).catch(() => cancelled.throwIfAborted());
}
