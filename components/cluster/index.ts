import type * as pulumi from "@pulumi/pulumi";
import type { ClusterOutputs } from "./cluster.ts";
import { ExistingCluster, type ExistingClusterArgs } from "./existing.ts";
import { KindCluster, type KindClusterArgs } from "./kind.ts";

export type { ClusterOutputs } from "./cluster.ts";

/** What the cluster is made of; `kind` is made and deleted with the environment, `existing` is lent. */
export type ClusterArgs = ({ kind: "kind" } & KindClusterArgs) | ({ kind: "existing" } & ExistingClusterArgs);

/** Makes or finds the cluster of an environment. */
export function createCluster(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions): ClusterOutputs {
  return args.kind === "kind" ? new KindCluster(name, args, opts) : new ExistingCluster(name, args, opts);
}
