import * as z from "zod";

/** What a cluster is made of. */
export const clusterInputs = z.strictObject({
  /** kind's cluster name; the node container is `<name>-control-plane` and the Docker network `<name>` */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "lower-case letters, digits and dashes, at most 40"),
  nodeImage: z.string().min(1),
  /** docker-archive files whose images are loaded into the node */
  imageArchives: z.array(z.string()).default([]),
  /** container ports of the node that are published on loopback; hostPort 0 = any free port */
  portMappings: z
    .array(z.strictObject({ containerPort: z.int().min(1).max(65535), hostPort: z.int().min(0).max(65535) }))
    .default([]),
  /** labels of the node object */
  labels: z.record(z.string(), z.string()).default({}),
  /** kubeadm config patches, YAML documents */
  configPatches: z.array(z.string()).default([]),
});

export type ClusterInputs = z.infer<typeof clusterInputs>;

/** The cluster as created; everything that its deletion needs. */
export interface ClusterState extends ClusterInputs {
  /** `<cluster name>/<id of the node container>`: another cluster of the same name differs */
  identifier: string;
  /** credentials of a cluster administrator, reaching the API on loopback */
  kubeconfig: string;
  /** container port -> port on loopback */
  hostPorts: Record<string, number>;
  /** content digest of the node image that ran */
  nodeImageDigest: string;
}

/** A change of any of these makes another cluster. */
export const replacing = ["name", "nodeImage", "portMappings", "labels", "configPatches"] as const;
