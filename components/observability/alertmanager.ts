import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "../placement.ts";
import { createServer } from "../server.ts";
import { observers } from "./addresses.ts";

const folder = "/etc/alertmanager";
const dataFolder = "/alertmanager";

/** Passes every alert on, and its end, as soon as it knows of them. */
export function alertmanagerConfig(): object {
  const { service, port } = observers.alertReceiver;
  return {
    route: { receiver: "drill", group_by: ["..."], group_wait: "1s", group_interval: "2s", repeat_interval: "1h" },
    receivers: [{ name: "drill", webhook_configs: [{ url: `http://${service}:${port}/alerts`, send_resolved: true }] }],
  };
}

/** Alertmanager, alone. */
export class Alertmanager extends pulumi.ComponentResource {
  readonly address = observers.alertmanager;

  constructor(
    name: string,
    args: { placement: Placement; /** an image with the interface of the official one */ image: string },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("biowerk:observability:Alertmanager", name, {}, opts);
    createServer(this, name, args.placement, {
      component: "observability",
      address: this.address,
      image: args.image,
      args: [
        `--config.file=${folder}/alertmanager.yml`,
        `--storage.path=${dataFolder}`,
        // Without peers there is nothing to listen for.
        "--cluster.listen-address=",
      ],
      // JSON is YAML.
      config: { folder, files: { "alertmanager.yml": JSON.stringify(alertmanagerConfig(), null, 2) } },
      scratchFolder: dataFolder,
      requests: { cpu: "10m", memory: "32Mi" },
      memoryLimit: "128Mi",
    });
    this.registerOutputs({});
  }
}
