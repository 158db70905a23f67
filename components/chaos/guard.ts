import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { guardName, guardPort } from "./guard-address.ts";
import { childOf, type Placement } from "../placement.ts";
import { podTemplate } from "../pod.ts";

const name = guardName;

export interface FaultGuardArgs {
  placement: Placement;
  image: string;
  /**
   * address of the API server for pods on the host's network, with `$(NODE_IP)` for the node's own; a service address
   * would go through the packet filter that faults change
   */
  apiServer: string;
}

/** What an undo may touch, and nothing else. */
const rules: k8s.types.input.rbac.v1.PolicyRule[] = [
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "list", "delete"] },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: ["get", "patch"] },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: ["get", "patch"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["patch"] },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["deletecollection", "list"] },
  {
    apiGroups: [""],
    resources: ["services/proxy"],
    resourceNames: ["toxiproxy", "http:toxiproxy:8474"],
    verbs: ["get", "create", "delete"],
  },
];

/** One pod per node that lifts the faults of drills that fell silent, and alone touches the node's packet filter. */
export class FaultGuard extends pulumi.ComponentResource {
  constructor(resourceName: string, args: FaultGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:chaos:FaultGuard", resourceName, {}, opts);
    const { placement } = args;
    const identity = { environmentId: placement.environmentId, name, component: "chaos" } as const;
    const metadata = { name, namespace: placement.namespace, labels: workloadLabels(identity) };
    const options = childOf(this, placement);
    const account = new k8s.core.v1.ServiceAccount(`${resourceName}-account`, { metadata }, options);
    const role = new k8s.rbac.v1.Role(`${resourceName}-role`, { metadata, rules }, options);
    const binding = new k8s.rbac.v1.RoleBinding(
      `${resourceName}-binding`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
        subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: placement.namespace }],
      },
      options,
    );
    const resources = { cpu: "50m", memory: "96Mi" };
    const container = {
      name,
      image: args.image,
      imagePullPolicy: "IfNotPresent",
      env: [
        { name: "NODE_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
        { name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
        { name: "API_SERVER", value: args.apiServer },
      ],
      securityContext: { capabilities: { add: ["NET_ADMIN", "NET_RAW"] } },
      // Requests that equal the limits: it is the last to be evicted and the last to be short of CPU.
      resources: { requests: resources, limits: resources },
      readinessProbe: { httpGet: { path: "/", port: guardPort }, periodSeconds: 2, failureThreshold: 3 },
    };
    new k8s.apps.v1.DaemonSet(
      `${resourceName}-daemonset`,
      {
        metadata,
        spec: {
          selector: { matchLabels: selectorLabels(identity) },
          template: podTemplate(metadata.labels, container, {
            serviceAccountName: account.metadata.name,
            automountServiceAccountToken: true,
            hostNetwork: true,
            priorityClassName: "system-node-critical",
            tolerations: [{ operator: "Exists" }],
          }),
        },
      },
      { ...options, dependsOn: [binding] },
    );
    this.registerOutputs({});
  }
}
