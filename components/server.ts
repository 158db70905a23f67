import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { selectorLabels, type WorkloadIdentity, workloadLabels } from "./labels.ts";
import { type Address, childOf, type Placement } from "./placement.ts";
import { podTemplate } from "./pod.ts";
import { selfReady } from "./readiness.ts";

/** One server that keeps nothing: what differs between them. */
export interface ServerSpec {
  /** the part that it plays */
  component: WorkloadIdentity["component"];
  address: Address;
  image: string;
  args: string[];
  env?: k8s.types.input.core.v1.EnvVar[];
  /** files that it reads, in one folder */
  config?: { folder: string; files: Record<string, string> };
  /** what it writes there is gone with its pod */
  scratchFolder?: string;
  requests: { cpu: string; memory: string };
  memoryLimit: string;
}

/** Makes the Deployment of one pod and the Service of a server, and the ConfigMap of the files that it reads. */
export function createServer(parent: pulumi.Resource, name: string, placement: Placement, spec: ServerSpec): void {
  const { service, port } = spec.address;
  const identity = { environmentId: placement.environmentId, name: service, component: spec.component };
  const metadata = { name: service, namespace: placement.namespace, labels: workloadLabels(identity) };
  const selector = selectorLabels(identity);
  const options = childOf(parent, placement);
  const config =
    spec.config && new k8s.core.v1.ConfigMap(`${name}-config`, { metadata, data: spec.config.files }, options);
  new k8s.core.v1.Service(
    `${name}-service`,
    { metadata: { ...metadata, annotations: selfReady }, spec: { selector, ports: [{ name: "http", port }] } },
    options,
  );
  const volumes = [
    ...(config === undefined ? [] : [{ name: "config", configMap: { name: config.metadata.name } }]),
    ...(spec.scratchFolder === undefined ? [] : [{ name: "scratch", emptyDir: {} }]),
  ];
  new k8s.apps.v1.Deployment(
    `${name}-deployment`,
    {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        template: podTemplate(metadata.labels, container(spec), volumes.length === 0 ? {} : { volumes }),
      },
    },
    options,
  );
}

function container(spec: ServerSpec): k8s.types.input.core.v1.Container {
  const { service, port } = spec.address;
  const open = { tcpSocket: { port }, timeoutSeconds: 3 };
  const volumeMounts = [
    ...(spec.config === undefined ? [] : [{ name: "config", mountPath: spec.config.folder }]),
    ...(spec.scratchFolder === undefined ? [] : [{ name: "scratch", mountPath: spec.scratchFolder }]),
  ];
  return {
    name: service,
    image: spec.image,
    imagePullPolicy: "IfNotPresent",
    args: spec.args,
    ...(spec.env === undefined ? {} : { env: spec.env }),
    ports: [{ name: "http", containerPort: port }],
    startupProbe: { ...open, periodSeconds: 1, failureThreshold: 120 },
    readinessProbe: { ...open, periodSeconds: 5, failureThreshold: 3 },
    resources: { requests: spec.requests, limits: { memory: spec.memoryLimit } },
    ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
  };
}
