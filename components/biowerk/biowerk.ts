import * as pulumi from "@pulumi/pulumi";
import { type AgentName, agents, type ServiceName, serviceNames, services } from "../../contract/services.ts";
import type { LinkName } from "../chaos/links.ts";
import type { Toxiproxy } from "../chaos/toxiproxy.ts";
import type { Documents } from "../datastores/documents.ts";
import type { Postgres } from "../datastores/postgres.ts";
import type { Redis } from "../datastores/redis.ts";
import type { LlmStub } from "../llm/stub.ts";
import type { Address, Placement } from "../placement.ts";
import { createSecrets, type GeneratedSecret } from "../secret.ts";
import type { BiowerkImages } from "./images.ts";
import { BiowerkService, type ServiceSizes } from "./service.ts";
import { type KnownSecrets, serviceSettings, type Surroundings } from "./settings.ts";

/** Services whose pods an autoscaler counts, and how many it may make. */
export type Autoscaling = Partial<Record<ServiceName, { max: number }>>;

export interface BiowerkArgs {
  placement: Placement;
  images: BiowerkImages;
  postgres: Postgres;
  redis: Redis;
  documents: Documents;
  llm: LlmStub;
  sizes: ServiceSizes;
  /** services whose number of pods differs from what `sizes` says */
  serviceReplicas: Partial<Record<ServiceName, number>>;
  autoscale: Autoscaling;
  /** stands in every link to a dependency; null = links are direct */
  toxiproxy: Toxiproxy | null;
  /** further environment variables of every service, which win over ours */
  env: Record<string, string>;
  /** true = no service yet: their data is still to come */
  hold: boolean;
  /** values that are known already; the others are generated */
  secrets: KnownSecrets;
  /** port of the node that leads to mesh; unset = mesh is reachable in the cluster alone */
  meshNodePort?: number | undefined;
}

/** The system under test: mesh and its agents, each with one Deployment and one Service. */
export class Biowerk extends pulumi.ComponentResource {
  /** names of the Deployments */
  readonly workloads: readonly ServiceName[];
  readonly jwtSecretKey: GeneratedSecret;
  readonly encryptionMasterKey: GeneratedSecret;

  constructor(name: string, args: BiowerkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:biowerk:Biowerk", name, {}, opts);
    const { placement, images, sizes } = args;
    this.workloads = args.hold ? [] : serviceNames;
    const secrets = createSecrets(this, name, {
      placement,
      workload: { name: "biowerk", component: "settings" },
      lengths: { "jwt-secret-key": 48, "encryption-master-key": 32 },
      known: {
        "jwt-secret-key": args.secrets.JWT_SECRET_KEY,
        "encryption-master-key": args.secrets.ENCRYPTION_MASTER_KEY,
      },
    });
    this.jwtSecretKey = secrets["jwt-secret-key"];
    this.encryptionMasterKey = secrets["encryption-master-key"];
    const around = surroundings(args, this.jwtSecretKey, this.encryptionMasterKey);
    for (const service of this.workloads) {
      new BiowerkService(
        service,
        {
          placement,
          service,
          images,
          settings: serviceSettings(service, around, args.env),
          sizes: { ...sizes, replicas: args.serviceReplicas[service] ?? sizes.replicas },
          maxReplicas: args.autoscale[service]?.max,
          nodePort: service === "mesh" ? args.meshNodePort : undefined,
          startAfter: [args.postgres, args.redis, args.documents, ...(args.toxiproxy === null ? [] : [args.toxiproxy])],
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

function surroundings(args: BiowerkArgs, jwt: GeneratedSecret, encryption: GeneratedSecret): Surroundings {
  const { postgres, redis, documents, llm, toxiproxy } = args;
  const { credentials } = documents;
  const by = (link: LinkName, direct: Address): Address => toxiproxy?.through(link) ?? direct;
  return {
    postgres: { ...postgres.address, ...by("postgres", postgres.address), password: postgres.password.reference },
    redis: by("redis", redis.address),
    documents: {
      ...documents.address,
      ...by("mongodb", documents.address),
      credentials: credentials === null ? null : { user: credentials.user, password: credentials.password.reference },
    },
    llm: by("agents-llm", llm.address),
    agents: mapAgents((agent) => by(`mesh-${agent}`, { service: services[agent].name, port: services[agent].port })),
    jwtSecretKey: jwt.reference,
    encryptionMasterKey: encryption.reference,
  };
}

function mapAgents<T>(make: (agent: AgentName) => T): Record<AgentName, T> {
  return Object.fromEntries(agents.map((agent) => [agent, make(agent)])) as Record<AgentName, T>;
}
