import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "../placement.ts";
import { createServer } from "../server.ts";
import { observers } from "./addresses.ts";

/** Where alerts are delivered; it remembers them for drills to ask. */
export class AlertReceiver extends pulumi.ComponentResource {
  readonly address = observers.alertReceiver;

  constructor(
    name: string,
    args: { placement: Placement; /** the image that plays it when it is given its name */ image: string },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("biowerk:observability:AlertReceiver", name, {}, opts);
    createServer(this, name, args.placement, {
      component: "observability",
      address: this.address,
      image: args.image,
      args: ["alert-receiver"],
      requests: { cpu: "10m", memory: "48Mi" },
      memoryLimit: "128Mi",
    });
    this.registerOutputs({});
  }
}
