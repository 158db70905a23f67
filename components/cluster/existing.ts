import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { showingPlainly } from "../user-error.ts";
import type { ClusterCapabilities, ClusterOutputs } from "./cluster.ts";
import { readContext } from "./kubeconfig.ts";
import { assertLease } from "./lease.ts";

export interface ExistingClusterArgs {
  /** absolute path of a kubeconfig; the caller's default one is never read by itself */
  kubeconfigFile: string;
  /** name of the context in it */
  context: string;
}

/** A cluster that was there before and stays; it is refused unless it is lent to the range now. */
export class ExistingCluster extends pulumi.ComponentResource implements ClusterOutputs {
  readonly provider: k8s.Provider;
  readonly identifier: pulumi.Output<string>;
  readonly kubeconfig: pulumi.Output<string>;
  readonly throwaway = undefined;
  readonly capabilities: ClusterCapabilities = { nodePortsOnLoopback: false, podIsolation: "network-policy" };
  readonly apiServerOfNode = "https://$(KUBERNETES_SERVICE_HOST):$(KUBERNETES_SERVICE_PORT)";
  readonly hostPorts = pulumi.output<Record<string, number>>({});

  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:cluster:ExistingCluster", name, {}, opts);
    const selected = pulumi.secret(readContext(args.kubeconfigFile, args.context));
    const lookup = new k8s.Provider(
      `${name}-lookup`,
      { kubeconfig: selected, clusterIdentifier: args.context },
      { parent: this },
    );
    const kubeSystem = k8s.core.v1.Namespace.get(`${name}-kube-system`, "kube-system", {
      parent: this,
      provider: lookup,
    });
    // Everything that is made needs this value, so without a valid lease nothing can be made.
    this.kubeconfig = pulumi.secret(
      pulumi.all([selected, kubeSystem.metadata]).apply(([text, metadata]) => {
        showingPlainly(() => assertLease({ metadata }, new Date(), metadata.uid));
        return text;
      }),
    );
    this.identifier = kubeSystem.metadata.uid.apply((uid) => `${args.context}/${uid}`);
    this.provider = new k8s.Provider(
      `${name}-provider`,
      { kubeconfig: this.kubeconfig, clusterIdentifier: this.identifier },
      { parent: this },
    );
    this.registerOutputs({ identifier: this.identifier });
  }
}
