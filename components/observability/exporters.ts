import * as pulumi from "@pulumi/pulumi";
import type { Documents } from "../datastores/documents.ts";
import type { Postgres } from "../datastores/postgres.ts";
import type { Redis } from "../datastores/redis.ts";
import type { Placement } from "../placement.ts";
import { createServer } from "../server.ts";
import { observers } from "./addresses.ts";

export interface ExportersArgs {
  placement: Placement;
  /** images with the interfaces of the official ones */
  postgresImage: string;
  redisImage: string;
  /** the image of our own that plays the document store's exporter when it is given its name */
  observerImage: string;
  postgres: Postgres;
  redis: Redis;
  documents: Documents;
}

const requests = { cpu: "10m", memory: "16Mi" };
const memoryLimit = "128Mi";

/**
 * What tells whether each datastore is up. The exporters go to the datastores themselves, past any proxy: they say how
 * the store is, while BIOwerk's breakers say whether it can be reached, and the drills' own links carry nothing else.
 */
export class Exporters extends pulumi.ComponentResource {
  constructor(name: string, args: ExportersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:observability:Exporters", name, {}, opts);
    this.#createForPostgres(name, args);
    this.#createForRedis(name, args);
    this.#createForDocuments(name, args);
    this.registerOutputs({});
  }

  #createForPostgres(name: string, { placement, postgresImage: image, postgres }: ExportersArgs): void {
    const { service, port, user, database } = postgres.address;
    createServer(this, `${name}-postgres`, placement, {
      component: "observability",
      address: observers.postgresExporter,
      image,
      args: ["--disable-settings-metrics"],
      env: [
        { name: "DATA_SOURCE_URI", value: `${service}:${port}/${database}?sslmode=disable&connect_timeout=1` },
        { name: "DATA_SOURCE_USER", value: user },
        { name: "DATA_SOURCE_PASS", valueFrom: { secretKeyRef: postgres.password.reference } },
      ],
      requests,
      memoryLimit,
    });
  }

  #createForRedis(name: string, { placement, redisImage: image, redis }: ExportersArgs): void {
    const { service, port } = redis.address;
    createServer(this, `${name}-redis`, placement, {
      component: "observability",
      address: observers.redisExporter,
      image,
      // Shorter than a scrape may take, so that a Redis that hangs is told and not left out.
      args: [`--redis.addr=redis://${service}:${port}`, "--connection-timeout=1s"],
      requests,
      memoryLimit,
    });
  }

  #createForDocuments(name: string, { placement, observerImage: image, documents }: ExportersArgs): void {
    const { address, credentials } = documents;
    createServer(this, `${name}-mongo`, placement, {
      component: "observability",
      address: observers.mongoExporter,
      image,
      args: ["mongo-exporter"],
      env: [
        { name: "MONGO_HOST", value: address.service },
        { name: "MONGO_PORT", value: String(address.port) },
        ...(credentials === null
          ? []
          : [
              { name: "MONGO_USER", value: credentials.user },
              { name: "MONGO_PASSWORD", valueFrom: { secretKeyRef: credentials.password.reference } },
            ]),
      ],
      requests: { cpu: "10m", memory: "48Mi" },
      memoryLimit,
    });
  }
}
