import type * as k8s from "@pulumi/kubernetes";

/** The template of a pod with one container, set up as every pod of an environment is. */
export function podTemplate(
  labels: Record<string, string>,
  container: k8s.types.input.core.v1.Container,
  more: Partial<k8s.types.input.core.v1.PodSpec> = {},
): k8s.types.input.core.v1.PodTemplateSpec {
  return {
    metadata: { labels },
    spec: {
      // A service called "mesh" or "redis" would else put its own MESH_PORT or REDIS_PORT over BIOwerk's.
      enableServiceLinks: false,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 10,
      containers: [container],
      ...more,
    },
  };
}
