import * as z from "zod";
import * as value from "./config-values.ts";
import { connectedImages } from "./images.ts";

/** One key of a stack's config, `biowerk:<name>`. Pulumi.yaml declares the same keys for the Pulumi CLI. */
export interface ConfigKey<Schema extends z.ZodType = z.ZodType> {
  /** the type as the Pulumi CLI knows it */
  type: "string" | "integer" | "array" | "object";
  /** as Pulumi would store it; "" = unset */
  default: string;
  description: string;
  /** reads the stored string */
  schema: Schema;
}

const key = <Schema extends z.ZodType>(
  type: ConfigKey["type"],
  byDefault: string,
  schema: Schema,
  description: string,
): ConfigKey<Schema> => ({ type, default: byDefault, description, schema });

const cpu = value.textLike(/^(?:\d+m|\d+(?:\.\d+)?)$/, "an amount of CPU, such as 20m or 0.5");
const memory = value.textLike(/^\d+(?:Ki|Mi|Gi)$/, "an amount of memory, such as 512Mi");

/** Every key there is. */
export const configKeys = {
  environmentId: key(
    "string",
    "",
    value.textLike(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "up to 63 letters, digits, dots and dashes"),
    "Name of the environment, on every object of it; the stack's name where unset",
  ),
  owner: key("string", "", z.string(), "Who answers for the environment; the login name where unset"),
  ttl: key("string", "4h", value.duration, "How long the environment is wanted after its last renewal, such as 4h"),
  createdAt: key("string", "", z.iso.datetime("must be a time such as 2026-01-31T12:00:00Z"), "When it was made"),
  renewedAt: key("string", "", z.iso.datetime("must be a time such as 2026-01-31T12:00:00Z"), "When it was renewed"),

  clusterProvider: key(
    "string",
    "kind",
    z.enum(["kind", "existing"], "must be kind or existing"),
    "kind: a throwaway cluster on this machine; existing: a cluster that is lent to the range",
  ),
  nodeImage: key("string", connectedImages.node, value.image, "Node image of a kind cluster"),
  imageArchives: key(
    "array",
    "[]",
    value.paths,
    "Archives of `docker save` whose images are loaded into a kind cluster",
  ),
  hostPort: key("integer", "0", value.integer(0, 65_535), "Port on 127.0.0.1 that leads to mesh; 0 = any free one"),
  kubeconfig: key("string", "", value.path, "Kubeconfig that knows an existing cluster; the default one is never used"),
  kubeContext: key("string", "", z.string(), "Context of an existing cluster in that kubeconfig"),

  images: key(
    "string",
    "reference",
    z.enum(["reference", "registry"], "must be reference or registry"),
    "reference: one image that plays all of BIOwerk's roles; registry: BIOwerk's own images",
  ),
  registry: key(
    "string",
    "",
    value.textLike(/^[a-z0-9][a-zA-Z0-9._:/-]*[a-z0-9]$/, "a registry and its path, such as registry.example.com/team"),
    "Where BIOwerk's images are: <registry>/biowerk-<service>:<tag>",
  ),
  tag: key("string", "", value.tag, "Tag of BIOwerk's images; latest is refused"),
  referenceImage: key("string", "", value.image, "The reference image"),
  env: key("object", "{}", value.variables, "Further environment variables of BIOwerk's services; no secrets"),
  defect: key(
    "string",
    "",
    value.textLike(/^[a-z0-9][a-z0-9-]*$/, "the name of a defect"),
    "A defect that the reference image is to show, which proves that the gates see it",
  ),
  identityHeader: key(
    "string",
    "",
    value.textLike(/^[A-Za-z0-9-]+$/, "the name of a request header"),
    "Header by which the rate limiter tells clients apart; unset = it cannot be told",
  ),
  openapiSnapshots: key(
    "string",
    "",
    z.string(),
    "Folder of BIOwerk's OpenAPI snapshots, for drills to compare with; nothing is deployed from it",
  ),
  replicas: key("integer", "1", value.integer(1, 10), "Pods of each BIOwerk service"),
  serviceReplicas: key(
    "object",
    "{}",
    value.serviceCounts,
    "Pods of single BIOwerk services, such as {mesh: 2}; the others have as many as replicas says",
  ),
  autoscale: key(
    "object",
    "{}",
    value.autoscaling,
    "Services whose pods an autoscaler counts by their CPU, such as {mesh: {max: 4}}; needs observability",
  ),
  cpuRequest: key("string", "20m", cpu, "CPU that each BIOwerk pod is promised"),
  memoryRequest: key("string", "64Mi", memory, "Memory that each BIOwerk pod is promised"),
  memoryLimit: key("string", "512Mi", memory, "Memory that each BIOwerk pod may use"),

  postgresImage: key("string", connectedImages.postgres, value.image, "PostgreSQL image"),
  redisImage: key("string", connectedImages.redis, value.image, "Redis image"),
  documentsKind: key(
    "string",
    "mongodb",
    z.enum(["mongodb", "ferretdb"], "must be mongodb or ferretdb"),
    "mongodb: MongoDB; ferretdb: a stand-in that speaks its protocol and knows no credentials",
  ),
  documentsImage: key("string", "", value.image, "Image of the document store; needed for ferretdb"),

  faultLinks: key(
    "string",
    "false",
    z.stringbool("must be true or false"),
    "Whether a drill can break links: puts Toxiproxy into each and the guard of faults onto every node",
  ),
  toxiproxyImage: key("string", "", value.image, "Toxiproxy's image; needed for fault links"),
  guardImage: key("string", "", value.image, "Image of the guard that lifts faults; needed for fault links"),

  observability: key(
    "string",
    "false",
    z.stringbool("must be true or false"),
    "Whether metrics, alerts and logs are collected in the cluster",
  ),
  prometheusImage: key("string", "", value.image, "Prometheus's image; needed for observability"),
  alertmanagerImage: key("string", "", value.image, "Alertmanager's image; needed for observability"),
  postgresExporterImage: key("string", "", value.image, "Image of PostgreSQL's exporter; needed for observability"),
  redisExporterImage: key("string", "", value.image, "Image of Redis's exporter; needed for observability"),
  metricsServerImage: key("string", "", value.image, "Image of metrics-server; needed for observability"),
  observerImage: key(
    "string",
    "",
    value.image,
    "Image of our own exporter, alert receiver and keeper of logs; needed for observability",
  ),

  backup: key(
    "string",
    "false",
    z.stringbool("must be true or false"),
    "Whether backups can be taken here and restored: brings the image that does it",
  ),
  backupImage: key("string", "", value.image, "Image of what takes and restores backups; needed for backup"),
  deploy: key(
    "string",
    "all",
    z.enum(["all", "stores"], "must be all or stores"),
    "stores: everything but BIOwerk and its autoscalers, until the datastores hold what a restore brings",
  ),
  secretsFile: key(
    "string",
    "",
    value.path,
    "File of JSON, name to value, with secrets that BIOwerk had before; those that it does not name are generated",
  ),

  llmImage: key("string", "", value.image, "Image of the language model's stub; the reference image where unset"),
  llmLatencyMs: key("integer", "20", value.integer(0, 600_000), "How long the stub takes to answer, milliseconds"),
  llmMaxConcurrent: key(
    "integer",
    "0",
    value.integer(0, 10_000),
    "Answers that the stub gives at once; it refuses what goes beyond; 0 = any number",
  ),
  llmErrorRatio: key("string", "0", value.ratio, "Share of the stub's answers that are errors, 0 to 1"),
} satisfies Record<string, ConfigKey>;

export type ConfigKeyName = keyof typeof configKeys;

/** What the schema of a key reads. */
export type ConfigValue<Name extends ConfigKeyName> = z.output<(typeof configKeys)[Name]["schema"]>;
