import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Mean use beyond which pods are added, whatever they are promised: a fraction of what drills cut a pod to, and less than
 * what pods use that share a drill's load, so that none of them goes again while it lasts.
 */
const averageCpu = "20m";

/** Counts the pods of a Deployment by their CPU alone. */
export function createAutoscaler(
  name: string,
  args: {
    metadata: k8s.types.input.meta.v1.ObjectMeta;
    deployment: pulumi.Input<string>;
    bounds: { min: number; max: number };
  },
  options: pulumi.CustomResourceOptions,
): void {
  const { metadata, deployment, bounds } = args;
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    `${name}-autoscaler`,
    {
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
        minReplicas: bounds.min,
        maxReplicas: bounds.max,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "AverageValue", averageValue: averageCpu } },
          },
        ],
        // A drill lasts minutes: what is no longer needed goes as soon as that is seen.
        behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
      },
    },
    options,
  );
}
