import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { childOf, type Placement } from "../placement.ts";
import { podTemplate } from "../pod.ts";
import { selfReady } from "../readiness.ts";

const service = "metrics-server";
const port = 10250;
const apiGroup = "rbac.authorization.k8s.io";

export interface MetricsServerArgs {
  placement: Placement;
  /** an image with the interface of the official one */
  image: string;
}

/** Serves the CPU and memory of pods at the API, for autoscalers to read; there can be one in a cluster. */
export class MetricsServer extends pulumi.ComponentResource {
  constructor(name: string, args: MetricsServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:observability:MetricsServer", name, {}, opts);
    const { placement } = args;
    const identity = { environmentId: placement.environmentId, name: service, component: "observability" } as const;
    const metadata = { name: service, namespace: placement.namespace, labels: workloadLabels(identity) };
    const selector = selectorLabels(identity);
    const options = childOf(this, placement);
    const account = new k8s.core.v1.ServiceAccount(`${name}-account`, { metadata }, options);
    const rights = createRights(this, name, placement, metadata.labels, account.metadata.name);
    const front = new k8s.core.v1.Service(
      `${name}-service`,
      {
        metadata: { ...metadata, annotations: selfReady },
        spec: { selector, ports: [{ name: "https", port: 443, targetPort: port }] },
      },
      options,
    );
    const deployment = new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: selector },
          template: podTemplate(metadata.labels, container(args.image), {
            serviceAccountName: account.metadata.name,
            automountServiceAccountToken: true,
            volumes: [{ name: "certificates", emptyDir: {} }],
          }),
        },
      },
      { ...options, dependsOn: rights },
    );
    new k8s.apiregistration.v1.APIService(
      `${name}-api`,
      {
        metadata: { name: "v1beta1.metrics.k8s.io", labels: metadata.labels },
        spec: {
          group: "metrics.k8s.io",
          version: "v1beta1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          insecureSkipTLSVerify: true,
          service: { name: front.metadata.name, namespace: placement.namespace },
        },
      },
      // An API that nobody serves would be in the way of whoever asks what there is.
      { ...options, dependsOn: [deployment] },
    );
    this.registerOutputs({});
  }
}

function container(image: string): k8s.types.input.core.v1.Container {
  const folder = "/tmp";
  return {
    name: service,
    image,
    imagePullPolicy: "IfNotPresent",
    args: [
      `--cert-dir=${folder}`,
      `--secure-port=${port}`,
      "--kubelet-preferred-address-types=InternalIP",
      "--kubelet-use-node-status-port",
      // The kubelets of a throwaway cluster sign their certificates themselves.
      "--kubelet-insecure-tls",
      // The shortest that it takes; its requests must be over well before.
      "--metric-resolution=10s",
      "--kubelet-request-timeout=5s",
    ],
    ports: [{ name: "https", containerPort: port }],
    startupProbe: { tcpSocket: { port }, periodSeconds: 1, failureThreshold: 120 },
    // It has none to give before it has asked the kubelets twice.
    readinessProbe: { httpGet: { path: "/readyz", port, scheme: "HTTPS" }, periodSeconds: 5, failureThreshold: 3 },
    resources: { requests: { cpu: "20m", memory: "48Mi" }, limits: { memory: "256Mi" } },
    volumeMounts: [{ name: "certificates", mountPath: folder }],
  };
}

/** What it may see of the cluster, and what it needs to tell who asks it. */
function createRights(
  parent: pulumi.Resource,
  name: string,
  placement: Placement,
  labels: Record<string, string>,
  accountName: pulumi.Output<string>,
): pulumi.Resource[] {
  const options = childOf(parent, placement);
  const subjects = [{ kind: "ServiceAccount", name: accountName, namespace: placement.namespace }];
  const role = new k8s.rbac.v1.ClusterRole(
    `${name}-role`,
    {
      metadata: { name: `biowerk-${service}`, labels },
      rules: [
        { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
      ],
    },
    options,
  );
  const binding = (suffix: string, roleName: pulumi.Input<string>) =>
    new k8s.rbac.v1.ClusterRoleBinding(
      `${name}-${suffix}`,
      {
        metadata: { name: `biowerk-${service}-${suffix}`, labels },
        roleRef: { apiGroup, kind: "ClusterRole", name: roleName },
        subjects,
      },
      options,
    );
  const reader = new k8s.rbac.v1.RoleBinding(
    `${name}-reader`,
    {
      metadata: { name: `biowerk-${service}`, namespace: "kube-system", labels },
      roleRef: { apiGroup, kind: "Role", name: "extension-apiserver-authentication-reader" },
      subjects,
    },
    options,
  );
  return [binding("reads", role.metadata.name), binding("delegates", "system:auth-delegator"), reader];
}
