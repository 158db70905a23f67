import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A cluster as the components see it, whatever it is made of. */
export interface ClusterOutputs {
  provider: k8s.Provider;
  /** tells this cluster from another one of the same name */
  identifier: pulumi.Output<string>;
  /** content of a kubeconfig whose current context is this cluster; a secret */
  kubeconfig: pulumi.Output<string>;
  /** the resource whose deletion deletes everything in the cluster; undefined where the cluster stays */
  throwaway: pulumi.Resource | undefined;
  /** the API server for pods on a node's network; `$(NODE_IP)` stands for the node's own address */
  apiServerOfNode: string;
  capabilities: ClusterCapabilities;
  /** node port -> port on 127.0.0.1; empty where node ports are not published */
  hostPorts: pulumi.Output<Record<string, number>>;
}

/** What a kind of cluster can do; plain values, so that the resource graph never depends on an Output. */
export interface ClusterCapabilities {
  /** node ports lead to a port on 127.0.0.1 of this machine */
  nodePortsOnLoopback: boolean;
  /** what cuts pods off from others: the nodes' packet filter where all their packets pass it, else NetworkPolicy */
  podIsolation: "packet-filter" | "network-policy";
}
