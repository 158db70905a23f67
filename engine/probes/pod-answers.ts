import * as z from "zod";
import { services, type ServiceName } from "../../contract/services.ts";
import type { ClusterApi } from "./cluster-api.ts";
import type { ProbeContext } from "./probe.ts";
import { parsedJson } from "./send-message.ts";

/** What one pod made of a GET. */
export interface PodAnswer {
  pod: string;
  /** 0 = it did not answer, and `body` says how that showed */
  status: number;
  body: string;
  /** until the whole answer was there, by way of the API server, milliseconds */
  tookMs: number;
}

/** How long a pod is waited for, milliseconds: longer than any check of its dependencies should take. */
const patienceMs = 15_000;
/** How long the API server itself may take, milliseconds. */
const apiMs = 5_000;

/** The API server's own words, where a pod would have spoken. */
const apiStatus = z.object({ kind: z.literal("Status"), apiVersion: z.literal("v1"), message: z.string() });
const unreachable = "error trying to reach service";

/**
 * Asks every pod of a service that runs and is not on its way out. A pod that is silent, or refuses, is an answer.
 * @throws Error where it is the API server that fails: nothing is known of the pods then
 */
export async function podAnswers(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  service: ServiceName,
  path: string,
): Promise<PodAnswer[]> {
  const { namespace } = environment;
  const { items } = await api.core.listNamespacedPod({
    namespace,
    labelSelector: `app.kubernetes.io/name=${service}`,
    fieldSelector: "status.phase=Running",
  });
  const staying = items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  return Promise.all(
    staying.map(({ metadata }) => {
      const pod = metadata?.name ?? "";
      return ask(api, pod, `/api/v1/namespaces/${namespace}/pods/${pod}:${services[service].port}/proxy${path}`);
    }),
  );
}

async function ask(api: ClusterApi, pod: string, path: string): Promise<PodAnswer> {
  const began = performance.now();
  const waitedMs = () => performance.now() - began;
  try {
    const answer = await api.get(path, patienceMs);
    const tookMs = waitedMs();
    const own = apiStatus.safeParse(parsedJson(answer.body)).data;
    if (own === undefined) return { pod, ...answer, tookMs };
    if (own.message.startsWith(unreachable)) return { pod, status: 0, body: own.message, tookMs };
    throw new Error(`the API server answered ${answer.status} for ${pod}: ${own.message}`);
  } catch (thrown) {
    const tookMs = waitedMs();
    // A connection that breaks is the API server's; so is a wait in vain, unless it answers for itself meanwhile.
    if (tookMs < 0.9 * patienceMs) throw thrown;
    await api.get("/readyz", apiMs);
    return { pod, status: 0, body: `no answer within ${patienceMs / 1_000} s`, tookMs };
  }
}
