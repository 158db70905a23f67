import type { CoreV1Api } from "@kubernetes/client-node";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";
import { contextOf } from "./context.ts";

/** Pods of services: service -> pod -> what it says. */
export type Pods = Record<string, Record<string, string>>;

/** A context in which each pod answers with its text, whatever is asked of it, or has it as its log. */
export function contextWith(pods: Pods | (() => Pods)): ProbeContext {
  const now = () => (typeof pods === "function" ? pods() : pods);
  const textOf = (pod: string) => Object.values(now()).find((of) => pod in of)?.[pod];
  const core = {
    listNamespacedPod: async ({ labelSelector = "" }) => ({
      items: Object.keys(now()[labelSelector.replace("app.kubernetes.io/name=", "")] ?? {}).map((name) => ({
        metadata: { name },
      })),
    }),
    readNamespacedPodLog: async ({ name }: { name: string }) => textOf(name) ?? "",
  } as unknown as CoreV1Api;
  const get: ClusterApi["get"] = async (path) => {
    const [, pod = ""] = /\/pods\/([^/:]+):\d+\/proxy\//.exec(path) ?? [];
    const body = textOf(pod);
    return body === undefined ? { status: 503, body: "" } : { status: 200, body };
  };
  return { ...contextOf(() => ({ status: 404, body: "" })), api: { core, get } as unknown as ClusterApi };
}
