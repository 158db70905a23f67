import type { V1Deployment, V1EnvVar } from "@kubernetes/client-node";
import type { Configuration } from "../../../../engine/backup/configuration.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";

/** The configuration of nothing, with these changes. */
export const someConfiguration = (changed: Partial<Configuration> = {}): Configuration => ({
  schema: "biowerk-drill/configuration/1",
  services: {},
  autoscalers: {},
  stack: {},
  ...changed,
});

export const deploymentOf = (name: string, env: V1EnvVar[]): V1Deployment =>
  ({ metadata: { name }, spec: { template: { spec: { containers: [{ name, env }] } } } }) as V1Deployment;

export const scalerOf = (name: string, spec: { minReplicas?: number; maxReplicas: number }) => ({
  metadata: { name },
  spec,
});

/** A cluster with these Deployments and autoscalers. */
export function clusterWith(deployments: V1Deployment[], scalers: object[] = []): ClusterApi {
  return {
    apps: { listNamespacedDeployment: async () => ({ items: deployments }) },
    get: async () => ({ status: 200, body: JSON.stringify({ items: scalers }) }),
  } as unknown as ClusterApi;
}
