import * as pulumi from "@pulumi/pulumi";

/** Inputs of the provider package `kind`; a change of any of them makes another cluster. */
export interface KindClusterInputs {
  /** at most 40 lower-case letters, digits and dashes */
  name: pulumi.Input<string>;
  nodeImage: pulumi.Input<string>;
  /** absolute paths of docker-archive files whose images are loaded into the node */
  imageArchives: pulumi.Input<string[]>;
  /** node ports published on loopback; hostPort 0 = the provider picks a free one */
  portMappings: pulumi.Input<{ containerPort: number; hostPort: number }[]>;
  /** labels of the node */
  labels: pulumi.Input<Record<string, string>>;
  /** kubeadm config patches, YAML documents */
  configPatches?: pulumi.Input<string[]>;
}

/** A throwaway Kubernetes cluster in Docker on this machine. */
export class KindClusterResource extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  /** `<cluster name>/<id of the node container>` */
  declare readonly identifier: pulumi.Output<string>;
  declare readonly kubeconfig: pulumi.Output<string>;
  /** container port -> port on 127.0.0.1 */
  declare readonly hostPorts: pulumi.Output<Record<string, number>>;
  /** content digest of the node image that ran */
  declare readonly nodeImageDigest: pulumi.Output<string>;

  constructor(name: string, inputs: KindClusterInputs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { identifier: undefined, kubeconfig: undefined, hostPorts: undefined, nodeImageDigest: undefined };
    const secrets = { additionalSecretOutputs: ["kubeconfig"] };
    super("kind:index:Cluster", name, { ...inputs, ...outputs }, pulumi.mergeOptions(secrets, opts));
  }
}
