import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterOutputs } from "./cluster/cluster.ts";
import { environmentLabels, leaseAnnotations, type LeaseRecord } from "./labels.ts";
import { namespaceName } from "./naming.ts";
import { childOf } from "./placement.ts";

/** The namespace of one environment; it carries the lease record. */
export class LeasedNamespace extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;

  constructor(
    name: string,
    args: { cluster: ClusterOutputs; lease: LeaseRecord },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("biowerk:index:LeasedNamespace", name, {}, opts);
    const { cluster, lease } = args;
    const created = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: namespaceName(lease.environmentId),
          labels: environmentLabels(lease.environmentId),
          annotations: leaseAnnotations(lease),
        },
      },
      // Renewals write them as well: what a later `up` thinks of them would be a conflict.
      childOf(this, cluster, { ignoreChanges: ["metadata.annotations"] }),
    );
    this.namespace = created.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }
}
