import https from "node:https";
import { text } from "node:stream/consumers";
import { waitFor } from "../../../common/wait.ts";
import type { ApiServer } from "../../helpers/api-server.ts";

/** An object as the API gives it, for assertions. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Live = any;

/** Speaks to the API server beside the plugin, as somebody else would. */
export async function call(server: ApiServer, method: string, path: string, body?: object): Promise<Live> {
  const patch = "application/merge-patch+json";
  const headers = {
    authorization: `Bearer ${server.token}`,
    "content-type": method === "PATCH" ? patch : "application/json",
  };
  const response = await new Promise<Live>((resolve, reject) => {
    const request = https.request(server.url + path, { method, headers, ca: server.ca }, resolve);
    request.once("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
  const answer = JSON.parse(await text(response)) as Live;
  return { ...answer, httpStatus: response.statusCode };
}

const collections = [
  "/api/v1/namespaces",
  "/api/v1/configmaps",
  "/api/v1/secrets",
  "/api/v1/services",
  "/api/v1/serviceaccounts",
  "/api/v1/persistentvolumeclaims",
  "/apis/apps/v1/deployments",
  "/apis/apps/v1/statefulsets",
  "/apis/apps/v1/daemonsets",
  "/apis/batch/v1/jobs",
  "/apis/rbac.authorization.k8s.io/v1/roles",
  "/apis/rbac.authorization.k8s.io/v1/rolebindings",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/autoscaling/v2/horizontalpodautoscalers",
];

/**
 * Plays the controllers that finish deletions: takes the finalizers off every object that is being deleted.
 * @returns a function that ends the play
 */
export function playGarbageCollector(server: ApiServer): () => Promise<void> {
  let playing = true;
  const play = async () => {
    while (playing) {
      for (const path of collections) {
        const { items = [] } = await call(server, "GET", path);
        for (const item of items.filter((each: Live) => each.metadata.deletionTimestamp !== undefined)) {
          await finish(server, path, item.metadata);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const ended = play();
  return async () => {
    playing = false;
    await ended;
  };
}

async function finish(server: ApiServer, collection: string, { name, namespace }: Live): Promise<void> {
  const [group, plural] = [collection.slice(0, collection.lastIndexOf("/")), collection.split("/").at(-1)];
  const path = namespace === undefined ? `${collection}/${name}` : `${group}/namespaces/${namespace}/${plural}/${name}`;
  await call(server, "PATCH", path, { metadata: { finalizers: null } });
  if (plural !== "namespaces") return;
  const namespaceObject = await call(server, "GET", path);
  await call(server, "PUT", `${path}/finalize`, { ...namespaceObject, spec: { finalizers: [] } });
}

/** Waits until an object is there, and as it should be. */
export async function seen(server: ApiServer, path: string, as: (live: Live) => boolean = () => true): Promise<void> {
  const what = `the appearance of ${path}`;
  await waitFor({ what, timeoutMs: 20_000, everyMs: 50, remedy: "look at the API server" }, async () => {
    const live = await call(server, "GET", path);
    if (live.httpStatus === 200 && as(live)) return { done: true, value: undefined };
    return { done: false, seen: `status ${live.httpStatus}` };
  });
}
