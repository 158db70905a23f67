import { services, type ServiceName } from "../../contract/services.ts";
import type { HttpAnswer } from "./cluster-api.ts";
import type { ProbeContext } from "./probe.ts";

/** What each running pod of a service answers to a GET, by the pod's name. */
export async function eachPod(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  service: ServiceName,
  path: string,
): Promise<Map<string, HttpAnswer>> {
  const { namespace } = environment;
  const { items } = await api.core.listNamespacedPod({
    namespace,
    labelSelector: `app.kubernetes.io/name=${service}`,
    fieldSelector: "status.phase=Running",
  });
  const answers = items.map(async ({ metadata }) => {
    const name = metadata?.name ?? "";
    const answer = await api.get(`/api/v1/namespaces/${namespace}/pods/${name}:${services[service].port}/proxy${path}`);
    return [name, answer] as const;
  });
  return new Map(await Promise.all(answers));
}
