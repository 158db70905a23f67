import * as pulumi from "@pulumi/pulumi";
import { Biowerk } from "../components/biowerk/biowerk.ts";
import { FaultGuard } from "../components/chaos/guard.ts";
import { linksTo } from "../components/chaos/links.ts";
import { Toxiproxy } from "../components/chaos/toxiproxy.ts";
import { type ClusterArgs, type ClusterOutputs, createCluster } from "../components/cluster/index.ts";
import { Documents } from "../components/datastores/documents.ts";
import { Postgres } from "../components/datastores/postgres.ts";
import { Redis } from "../components/datastores/redis.ts";
import { LlmStub } from "../components/llm/stub.ts";
import { observers } from "../components/observability/addresses.ts";
import { Observability } from "../components/observability/observability.ts";
import { LeasedNamespace } from "../components/namespace.ts";
import type { Placement } from "../components/placement.ts";
import { services } from "../contract/services.ts";
import { settings } from "../contract/settings.ts";
import type { StackConfig } from "./config.ts";
import type { EnvironmentOutputs } from "./outputs.ts";

/** The outputs while they are being made. */
export type DeployedEnvironment = { [Key in keyof EnvironmentOutputs]: pulumi.Input<EnvironmentOutputs[Key]> };

/** Port of every node that leads to mesh; within the range that Kubernetes keeps for node ports. */
const meshNodePort = 30_080;

/** One environment: a cluster, the datastores, the language model's stub and BIOwerk. */
export function deployEnvironment(config: StackConfig): DeployedEnvironment {
  const { environmentId } = config.lease;
  const cluster = createCluster("cluster", clusterArgs(config));
  const { namespace } = new LeasedNamespace("environment", { cluster, lease: config.lease });
  const { provider, throwaway } = cluster;
  const placement: Placement = { environmentId, provider, throwaway, namespace };

  const { image: llmImage, ...llmKnobs } = config.llm;
  const { secrets } = config;
  const postgres = new Postgres("postgres", {
    placement,
    image: config.postgresImage,
    secret: secrets.POSTGRES_PASSWORD,
  });
  const redis = new Redis("redis", { placement, image: config.redisImage });
  const documents = new Documents("documents", { placement, ...config.documents, secret: secrets.MONGO_PASSWORD });
  const llm = new LlmStub("llm", { placement, image: llmImage, knobs: llmKnobs });
  const links = linksTo({
    "agents-llm": llm.address,
    postgres: postgres.address,
    redis: redis.address,
    mongodb: documents.address,
  });
  const toxiproxy =
    config.chaos &&
    new Toxiproxy("toxiproxy", {
      placement,
      image: config.chaos.toxiproxyImage,
      shellImage: config.chaos.guardImage,
      links,
    });
  if (config.chaos) {
    new FaultGuard("guard", { placement, image: config.chaos.guardImage, apiServer: cluster.apiServerOfNode });
  }
  const biowerk = new Biowerk("biowerk", {
    placement,
    ...config.biowerk,
    postgres,
    redis,
    documents,
    llm,
    toxiproxy,
    hold: config.deploy === "stores",
    secrets,
    meshNodePort: cluster.capabilities.nodePortsOnLoopback ? meshNodePort : undefined,
  });
  if (config.observability) {
    new Observability("observability", {
      placement,
      images: config.observability,
      ...{ postgres, redis, documents },
      healthInterval: settings.shape.HEALTH_CHECK_INTERVAL.parse(config.biowerk.env["HEALTH_CHECK_INTERVAL"]),
    });
  }

  return {
    version: 2,
    environmentId,
    clusterProvider: config.cluster.kind,
    clusterIdentifier: cluster.identifier,
    podIsolation: cluster.capabilities.podIsolation,
    kubeconfig: cluster.kubeconfig,
    namespace,
    meshUrl: meshUrl(cluster, namespace),
    workloads: [...biowerk.workloads],
    postgres: postgres.address,
    redis: redis.address,
    documents: { ...documents.address, kind: documents.kind, user: documents.credentials?.user ?? null },
    llm: { ...llm.address, ...llmKnobs },
    faultLinks: config.chaos === null ? {} : Object.fromEntries(links.map(({ name, port }) => [name, port])),
    observability: config.observability && {
      prometheus: observers.prometheus,
      alertmanager: observers.alertmanager,
      alertReceiver: observers.alertReceiver,
      logKeeper: observers.logKeeper,
    },
    backup: config.backup,
    identityHeader: config.identityHeader,
    secrets: pulumi.secret({
      postgresPassword: postgres.password.value,
      mongoPassword: documents.credentials?.password.value ?? "",
      jwtSecretKey: biowerk.jwtSecretKey.value,
      encryptionMasterKey: biowerk.encryptionMasterKey.value,
    }),
  };
}

function clusterArgs({ cluster, lease }: StackConfig): ClusterArgs {
  if (cluster.kind === "existing") return cluster;
  const { hostPort, ...rest } = cluster;
  return { ...rest, environmentId: lease.environmentId, publishedPorts: { [meshNodePort]: hostPort } };
}

function meshUrl(cluster: ClusterOutputs, namespace: pulumi.Output<string>): pulumi.Output<string> {
  const { name, port } = services.mesh;
  if (!cluster.capabilities.nodePortsOnLoopback) return pulumi.interpolate`http://${name}.${namespace}.svc:${port}`;
  return cluster.hostPorts.apply((hostPorts) => {
    const hostPort = hostPorts[meshNodePort];
    if (hostPort === undefined) throw new pulumi.RunError(`the cluster does not publish its port ${meshNodePort}`);
    return `http://127.0.0.1:${hostPort}`;
  });
}
