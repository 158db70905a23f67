import type { V1Deployment } from "@kubernetes/client-node";
import * as z from "zod";
import { serviceNames } from "../../contract/services.ts";
import type { ProbeContext } from "../probes/probe.ts";
import type { Configuration } from "./configuration.ts";

const autoscalers = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ minReplicas: z.int().default(1), maxReplicas: z.int() }),
    }),
  ),
});

/**
 * What the environment is set to now. A variable that is set from a Secret or a ConfigMap is left out of a service's:
 * the environments of the range have the former alone.
 * @param stack config that the environment was made with
 */
export async function readConfiguration(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  stack: Record<string, string>,
): Promise<Configuration> {
  const { namespace } = environment;
  const deployments = (await api.apps.listNamespacedDeployment({ namespace })).items;
  const scalers = await api.get(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`);
  const named = (name: string) => deployments.find(({ metadata }) => metadata?.name === name);
  return {
    schema: "biowerk-drill/configuration/1",
    services: Object.fromEntries(
      serviceNames.flatMap((service) => {
        const deployment = named(service);
        return deployment === undefined ? [] : [[service, plainVariables(deployment)]];
      }),
    ),
    autoscalers: Object.fromEntries(
      autoscalers
        .parse(JSON.parse(scalers.body))
        .items.map(({ metadata, spec }) => [metadata.name, { min: spec.minReplicas, max: spec.maxReplicas }]),
    ),
    stack: withoutMachine(stack),
  };
}

function plainVariables({ spec }: V1Deployment): Record<string, string> {
  const env = spec?.template.spec?.containers[0]?.env ?? [];
  return Object.fromEntries(env.flatMap(({ name, value, valueFrom }) => (valueFrom ? [] : [[name, value ?? ""]])));
}

/** Keys whose values only the machine that brings an environment up can know, or that are the environment's own. */
const ofTheMachine =
  /Image$|^(?:imageArchives|hostPort|kubeconfig|kubeContext|clusterProvider|secretsFile|openapiSnapshots)$/;
const ofTheEnvironment = /^(?:environmentId|owner|ttl|createdAt|renewedAt|deploy)$/;

const withoutMachine = (stack: Record<string, string>) =>
  Object.fromEntries(Object.entries(stack).filter(([key]) => !ofTheMachine.test(key) && !ofTheEnvironment.test(key)));
