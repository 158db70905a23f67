import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { childOf, type Placement } from "../placement.ts";
import { podTemplate } from "../pod.ts";
import { selfReady } from "../readiness.ts";

type Container = k8s.types.input.core.v1.Container;
type EnvVar = k8s.types.input.core.v1.EnvVar;

/** One server with a volume: what differs between the datastores. */
export interface StoreSpec {
  /** name of the workload and of its service, which is its host name */
  name: string;
  image: string;
  port: number;
  args?: string[];
  env?: EnvVar[];
  /** where the server keeps its data */
  dataFolder: string;
  /** proves once that the server takes work; from then on an open port will do */
  startupProbe: k8s.types.input.core.v1.Probe;
  requests: { cpu: string; memory: string };
}

/**
 * Makes a datastore's StatefulSet and Service. The data lies in a claim on the default storage class, so that it
 * outlives the pod: drills stop and restart datastores. What depends on the parent finds a server that answers.
 */
export function createStore(parent: pulumi.Resource, name: string, placement: Placement, spec: StoreSpec): void {
  const identity = { environmentId: placement.environmentId, name: spec.name, component: "datastore" } as const;
  const metadata = { name: spec.name, namespace: placement.namespace, labels: workloadLabels(identity) };
  const selector = selectorLabels(identity);
  const options = childOf(parent, placement);
  new k8s.core.v1.Service(
    `${name}-service`,
    {
      metadata: { ...metadata, annotations: selfReady },
      spec: { selector, ports: [{ name: spec.name, port: spec.port }] },
    },
    options,
  );
  new k8s.apps.v1.StatefulSet(
    `${name}-statefulset`,
    {
      metadata,
      spec: {
        serviceName: spec.name,
        replicas: 1,
        selector: { matchLabels: selector },
        template: podTemplate(metadata.labels, container(spec)),
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
      },
    },
    options,
  );
}

function container(spec: StoreSpec): Container {
  return {
    name: spec.name,
    image: spec.image,
    imagePullPolicy: "IfNotPresent",
    ...(spec.args === undefined ? {} : { args: spec.args }),
    ...(spec.env === undefined ? {} : { env: spec.env }),
    ports: [{ name: spec.name, containerPort: spec.port }],
    startupProbe: { periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 120, ...spec.startupProbe },
    // No command is run in the pod from here on: it would show in the latencies that are measured.
    readinessProbe: { tcpSocket: { port: spec.port }, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3 },
    resources: { requests: spec.requests },
    volumeMounts: [{ name: "data", mountPath: spec.dataFolder }],
  };
}
