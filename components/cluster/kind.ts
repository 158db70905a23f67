import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { environmentLabel } from "../labels.ts";
import { kindClusterName, labelValue } from "../naming.ts";
import type { ClusterCapabilities, ClusterOutputs } from "./cluster.ts";
import { controlPlanePatch } from "./kind-defaults.ts";
import { KindClusterResource } from "./kind-resource.ts";

export interface KindClusterArgs {
  environmentId: string;
  /** what the node runs, with a tag or digest */
  nodeImage: string;
  /** absolute paths of docker-archive files to load into the node */
  imageArchives: string[];
  /** node port -> wanted port on 127.0.0.1; 0 = any free one */
  publishedPorts: Record<number, number>;
}

/** A throwaway kind cluster and the provider that reaches it. */
export class KindCluster extends pulumi.ComponentResource implements ClusterOutputs {
  readonly provider: k8s.Provider;
  readonly identifier: pulumi.Output<string>;
  readonly kubeconfig: pulumi.Output<string>;
  readonly throwaway: pulumi.Resource;
  readonly capabilities: ClusterCapabilities = { nodePortsOnLoopback: true, podIsolation: "packet-filter" };
  /** its one node is the control plane */
  readonly apiServerOfNode = "https://$(NODE_IP):6443";
  readonly hostPorts: pulumi.Output<Record<string, number>>;

  constructor(name: string, args: KindClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:cluster:KindCluster", name, {}, opts);
    const cluster = new KindClusterResource(
      `${name}-kind`,
      {
        name: kindClusterName(args.environmentId),
        nodeImage: args.nodeImage,
        imageArchives: args.imageArchives,
        portMappings: Object.entries(args.publishedPorts).map(([port, hostPort]) => ({
          containerPort: Number(port),
          hostPort,
        })),
        // The kubelet refuses labels under kubernetes.io that it does not know.
        labels: { [environmentLabel]: labelValue(args.environmentId) },
        configPatches: [controlPlanePatch],
      },
      { parent: this },
    );
    this.throwaway = cluster;
    this.identifier = cluster.identifier;
    this.kubeconfig = pulumi.secret(cluster.kubeconfig);
    this.hostPorts = cluster.hostPorts;
    this.provider = new k8s.Provider(
      `${name}-provider`,
      { kubeconfig: this.kubeconfig, clusterIdentifier: this.identifier },
      { parent: this, deletedWith: cluster },
    );
    this.registerOutputs({ identifier: this.identifier });
  }
}
