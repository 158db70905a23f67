import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type WorkloadIdentity, workloadLabels } from "./labels.ts";
import { childOf, generatedIn, type Placement } from "./placement.ts";

/** A key of a Kubernetes Secret: how a container is given a secret that shows in no manifest. */
export interface SecretReference {
  name: pulumi.Input<string>;
  key: string;
}

/** A generated value and where containers find it. */
export interface GeneratedSecret {
  /** a secret */
  value: pulumi.Output<string>;
  reference: SecretReference;
}

/**
 * Generates values of letters and digits, which need no escaping in a URL, and puts them into one Kubernetes Secret
 * named after the workload.
 * @param args.lengths key in the Secret -> length of its value, characters
 * @param args.known values that are not to be generated
 */
export function createSecrets<Key extends string>(
  parent: pulumi.Resource,
  name: string,
  args: {
    placement: Placement;
    workload: Pick<WorkloadIdentity, "name" | "component">;
    lengths: Record<Key, number>;
    known?: Partial<Record<Key, string | undefined>>;
  },
): Record<Key, GeneratedSecret> {
  const { placement, workload, lengths } = args;
  const values = mapValues(lengths, (length, key) => {
    const value = args.known?.[key];
    if (value !== undefined) return pulumi.secret(value);
    const options = generatedIn(parent, placement);
    return pulumi.secret(new random.RandomPassword(`${name}-${key}`, { length, special: false }, options).result);
  });
  const secret = new k8s.core.v1.Secret(
    `${name}-secret`,
    {
      metadata: {
        name: workload.name,
        namespace: placement.namespace,
        labels: workloadLabels({ environmentId: placement.environmentId, ...workload }),
      },
      stringData: values,
    },
    childOf(parent, placement),
  );
  return mapValues(values, (value, key) => ({ value, reference: { name: secret.metadata.name, key } }));
}

function mapValues<Key extends string, A, B>(from: Record<Key, A>, make: (value: A, key: Key) => B): Record<Key, B> {
  const entries = Object.entries(from) as [Key, A][];
  return Object.fromEntries(entries.map(([key, value]) => [key, make(value, key)])) as Record<Key, B>;
}
