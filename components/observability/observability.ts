import * as pulumi from "@pulumi/pulumi";
import type { Documents } from "../datastores/documents.ts";
import type { Postgres } from "../datastores/postgres.ts";
import type { Redis } from "../datastores/redis.ts";
import type { Placement } from "../placement.ts";
import { AlertReceiver } from "./alert-receiver.ts";
import { Alertmanager } from "./alertmanager.ts";
import { Exporters } from "./exporters.ts";
import { LogKeeper } from "./log-keeper.ts";
import { MetricsServer } from "./metrics-server.ts";
import { Prometheus } from "./prometheus.ts";

/** Images by tool, each with the interface of the official one where there is one. */
export interface ObservabilityImages {
  prometheus: string;
  alertmanager: string;
  postgresExporter: string;
  redisExporter: string;
  metricsServer: string;
  /** one of our own in several roles, each chosen by argument */
  observer: string;
}

export interface ObservabilityArgs {
  placement: Placement;
  images: ObservabilityImages;
  postgres: Postgres;
  redis: Redis;
  documents: Documents;
  /** seconds between mesh's looks at an agent */
  healthInterval: number;
}

/** Everything that watches an environment. */
export class Observability extends pulumi.ComponentResource {
  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:observability:Observability", name, {}, opts);
    const { placement, images, healthInterval, ...stores } = args;
    const parent = { parent: this };
    new Prometheus("prometheus", { placement, image: images.prometheus, healthInterval }, parent);
    new Alertmanager("alertmanager", { placement, image: images.alertmanager }, parent);
    new AlertReceiver("alert-receiver", { placement, image: images.observer }, parent);
    new Exporters(
      "exporters",
      {
        placement,
        postgresImage: images.postgresExporter,
        redisImage: images.redisExporter,
        observerImage: images.observer,
        ...stores,
      },
      parent,
    );
    new LogKeeper("log-keeper", { placement, image: images.observer }, parent);
    // A cluster that is lent has its own, or lends none.
    if (placement.throwaway !== undefined) {
      new MetricsServer("metrics-server", { placement, image: images.metricsServer }, parent);
    }
    this.registerOutputs({});
  }
}
