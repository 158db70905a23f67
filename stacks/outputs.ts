import * as z from "zod";

const address = z.strictObject({ service: z.string(), port: z.int() });

/** What the Pulumi program says of an environment that is up: all that drills know of it. */
export const environmentOutputs = z.strictObject({
  /** rises with every change that a reader could trip over */
  version: z.literal([1, 2]),
  environmentId: z.string().min(1),
  clusterProvider: z.enum(["kind", "existing"]),
  /** tells the cluster from another one of the same name */
  clusterIdentifier: z.string().min(1),
  /** what cuts pods off from other pods; version 1 knew the packet filter alone and did not say so */
  podIsolation: z.enum(["packet-filter", "network-policy"]).default("packet-filter"),
  /** content of a kubeconfig for this cluster alone; secret */
  kubeconfig: z.string().min(1),
  namespace: z.string().min(1),
  /** where mesh answers: on loopback where the cluster publishes it there, else in the cluster alone */
  meshUrl: z.url(),
  /** names of BIOwerk's Deployments, which are those of its services; none while it is not deployed yet */
  workloads: z.array(z.string()),
  postgres: z.strictObject({ service: z.string(), port: z.int(), user: z.string(), database: z.string() }),
  redis: address,
  documents: z.strictObject({
    kind: z.enum(["mongodb", "ferretdb"]),
    service: z.string(),
    port: z.int(),
    /** null where the store knows no credentials */
    user: z.string().nullable(),
    database: z.string(),
  }),
  llm: z.strictObject({
    service: z.string(),
    port: z.int(),
    latencyMs: z.number(),
    errorRatio: z.number(),
    /** 0 = any number */
    maxConcurrent: z.int(),
  }),
  /** links that a drill can break -> port of their proxy at Toxiproxy; empty where links are direct */
  faultLinks: z.record(z.string(), z.int()),
  /** where metrics, alerts and logs are asked for; null where none are collected in the cluster */
  observability: z
    .strictObject({ prometheus: address, alertmanager: address, alertReceiver: address, logKeeper: address })
    .nullable(),
  /** what takes and restores backups; null where the environment cannot be backed up */
  backup: z.strictObject({ image: z.string() }).nullable().default(null),
  /** request header by which the rate limiter tells clients apart; null where it cannot be told */
  identityHeader: z.string().nullable(),
  /** every generated secret; keep them out of logs and evidence */
  secrets: z.strictObject({
    postgresPassword: z.string().min(1),
    /** "" where the document store knows no credentials */
    mongoPassword: z.string(),
    jwtSecretKey: z.string().min(1),
    encryptionMasterKey: z.string().min(1),
  }),
});

export type EnvironmentOutputs = z.infer<typeof environmentOutputs>;
