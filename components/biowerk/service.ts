import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ServiceName, services } from "../../contract/services.ts";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { childOf, type Placement } from "../placement.ts";
import { podTemplate } from "../pod.ts";
import { judgedByDrill, selfReady } from "../readiness.ts";
import { createAutoscaler } from "./autoscaler.ts";
import { type BiowerkImages, imageOf } from "./images.ts";

/** How much of the cluster each BIOwerk service may have, as Kubernetes quantities. */
export interface ServiceSizes {
  replicas: number;
  cpuRequest: string;
  memoryRequest: string;
  memoryLimit: string;
}

export interface BiowerkServiceArgs {
  placement: Placement;
  service: ServiceName;
  images: BiowerkImages;
  settings: k8s.types.input.core.v1.EnvVar[];
  sizes: ServiceSizes;
  /** pods that an autoscaler may make, `sizes.replicas` being the least; unset = there is no autoscaler */
  maxReplicas?: number | undefined;
  /** port of the node that leads to this service; unset = reachable in the cluster alone */
  nodePort?: number | undefined;
  /** what the pods need at their start: BIOwerk's agents exit where a datastore does not answer */
  startAfter: pulumi.Resource[];
}

/** One BIOwerk service: a Deployment and a Service of its name. */
export class BiowerkService extends pulumi.ComponentResource {
  constructor(name: string, args: BiowerkServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:biowerk:Service", name, {}, opts);
    const { placement, service } = args;
    const component = service === "mesh" ? "gateway" : "agent";
    const identity = { environmentId: placement.environmentId, name: service, component } as const;
    const metadata = { name: service, namespace: placement.namespace, labels: workloadLabels(identity) };
    const selector = selectorLabels(identity);
    const options = childOf(this, placement);
    new k8s.core.v1.Service(
      `${name}-service`,
      { metadata: { ...metadata, annotations: selfReady }, spec: { selector, ...exposure(args) } },
      options,
    );
    const deployment = new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: { ...metadata, annotations: judgedByDrill },
        spec: {
          // What an autoscaler counts must not be set back by us.
          ...(args.maxReplicas === undefined ? { replicas: args.sizes.replicas } : {}),
          // A pod that crashes soon after each start must not count as available in between.
          minReadySeconds: 5,
          selector: { matchLabels: selector },
          template: podTemplate(metadata.labels, container(args)),
        },
      },
      { ...options, dependsOn: args.startAfter },
    );
    if (args.maxReplicas !== undefined) {
      const bounds = { min: args.sizes.replicas, max: args.maxReplicas };
      createAutoscaler(name, { metadata, deployment: deployment.metadata.name, bounds }, options);
    }
    this.registerOutputs({});
  }
}

function exposure({ service, nodePort }: BiowerkServiceArgs) {
  const port = { name: "http", port: services[service].port };
  return nodePort === undefined ? { ports: [port] } : { type: "NodePort", ports: [{ ...port, nodePort }] };
}

function container(args: BiowerkServiceArgs): k8s.types.input.core.v1.Container {
  const { port } = services[args.service];
  // /health takes five seconds where a dependency hangs, and is then still an answer.
  const health = { httpGet: { path: "/health", port }, timeoutSeconds: 6 };
  const { cpuRequest: cpu, memoryRequest: memory, memoryLimit } = args.sizes;
  return {
    name: args.service,
    ...imageOf(args.images, args.service),
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: port }],
    env: args.settings,
    startupProbe: { ...health, periodSeconds: 1, failureThreshold: 180 },
    readinessProbe: { ...health, periodSeconds: 5, failureThreshold: 3 },
    // A hung dependency must not restart the service that waits for it.
    livenessProbe: { tcpSocket: { port }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    resources: { requests: { cpu, memory }, limits: { memory: memoryLimit } },
  };
}
