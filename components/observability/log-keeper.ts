import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { childOf, type Placement } from "../placement.ts";
import { podTemplate } from "../pod.ts";
import { selfReady } from "../readiness.ts";
import { observers } from "./addresses.ts";

const { service, port } = observers.logKeeper;
const podsFolder = "/var/log/pods";
const storeFolder = "/kept";

/** Keeps what the environment's pods log beyond their end: one pod per node, which reads the node's own files. */
export class LogKeeper extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: { placement: Placement; /** the image that plays it when it is given its name */ image: string },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("biowerk:observability:LogKeeper", name, {}, opts);
    const { placement } = args;
    const identity = { environmentId: placement.environmentId, name: service, component: "observability" } as const;
    const metadata = { name: service, namespace: placement.namespace, labels: workloadLabels(identity) };
    const selector = selectorLabels(identity);
    const options = childOf(this, placement);
    new k8s.core.v1.Service(
      `${name}-service`,
      { metadata: { ...metadata, annotations: selfReady }, spec: { selector, ports: [{ name: "http", port }] } },
      options,
    );
    new k8s.apps.v1.DaemonSet(
      `${name}-daemonset`,
      {
        metadata,
        spec: {
          selector: { matchLabels: selector },
          template: podTemplate(metadata.labels, container(args.image), {
            tolerations: [{ operator: "Exists" }],
            volumes: [
              { name: "pods", hostPath: { path: podsFolder } },
              { name: "kept", emptyDir: { sizeLimit: "1Gi" } },
            ],
          }),
        },
      },
      options,
    );
    this.registerOutputs({});
  }
}

function container(image: string): k8s.types.input.core.v1.Container {
  return {
    name: service,
    image,
    imagePullPolicy: "IfNotPresent",
    args: [service],
    env: [
      { name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      { name: "PODS_FOLDER", value: podsFolder },
      { name: "STORE_FOLDER", value: storeFolder },
    ],
    ports: [{ name: "http", containerPort: port }],
    // The kubelet lets nobody else read its pods' logs.
    securityContext: { runAsUser: 0 },
    readinessProbe: { tcpSocket: { port }, periodSeconds: 2, failureThreshold: 3 },
    resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    volumeMounts: [
      { name: "pods", mountPath: podsFolder, readOnly: true },
      { name: "kept", mountPath: storeFolder },
    ],
  };
}
