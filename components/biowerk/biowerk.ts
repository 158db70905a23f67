import * as pulumi from "@pulumi/pulumi";
import { type ServiceName, serviceNames } from "../../contract/services.ts";
import type { Documents } from "../datastores/documents.ts";
import type { Postgres } from "../datastores/postgres.ts";
import type { Redis } from "../datastores/redis.ts";
import type { LlmStub } from "../llm/stub.ts";
import type { Placement } from "../placement.ts";
import { createSecrets, type GeneratedSecret } from "../secret.ts";
import type { BiowerkImages } from "./images.ts";
import { BiowerkService, type ServiceSizes } from "./service.ts";
import { serviceSettings, type Surroundings } from "./settings.ts";

export interface BiowerkArgs {
  placement: Placement;
  images: BiowerkImages;
  postgres: Postgres;
  redis: Redis;
  documents: Documents;
  llm: LlmStub;
  sizes: ServiceSizes;
  /** further environment variables of every service, which win over ours */
  env: Record<string, string>;
  /** port of the node that leads to mesh; unset = mesh is reachable in the cluster alone */
  meshNodePort?: number | undefined;
}

/** The system under test: mesh and its agents, each with one Deployment and one Service. */
export class Biowerk extends pulumi.ComponentResource {
  /** names of the Deployments */
  readonly workloads: readonly ServiceName[] = serviceNames;
  readonly jwtSecretKey: GeneratedSecret;
  readonly encryptionMasterKey: GeneratedSecret;

  constructor(name: string, args: BiowerkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:biowerk:Biowerk", name, {}, opts);
    const { placement, images, sizes } = args;
    const secrets = createSecrets(this, name, {
      placement,
      workload: { name: "biowerk", component: "settings" },
      lengths: { "jwt-secret-key": 48, "encryption-master-key": 32 },
    });
    this.jwtSecretKey = secrets["jwt-secret-key"];
    this.encryptionMasterKey = secrets["encryption-master-key"];
    const around = surroundings(args, this.jwtSecretKey, this.encryptionMasterKey);
    for (const service of serviceNames) {
      new BiowerkService(
        service,
        {
          placement,
          service,
          images,
          settings: serviceSettings(service, around, args.env),
          sizes,
          nodePort: service === "mesh" ? args.meshNodePort : undefined,
          startAfter: [args.postgres, args.redis, args.documents],
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

function surroundings(args: BiowerkArgs, jwt: GeneratedSecret, encryption: GeneratedSecret): Surroundings {
  const { postgres, redis, documents, llm } = args;
  const { credentials } = documents;
  return {
    postgres: { ...postgres.address, password: postgres.password.reference },
    redis: redis.address,
    documents: {
      ...documents.address,
      credentials: credentials === null ? null : { user: credentials.user, password: credentials.password.reference },
    },
    llm: llm.address,
    jwtSecretKey: jwt.reference,
    encryptionMasterKey: encryption.reference,
  };
}
