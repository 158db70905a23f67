import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "../placement.ts";
import { createStore } from "./store.ts";

const service = "redis";
const port = 6379;

export interface RedisArgs {
  placement: Placement;
  /** an image with the interface of the official one */
  image: string;
}

/** A Redis server that appends every write to its log and, as BIOwerk's own deployment has it, asks no password. */
export class Redis extends pulumi.ComponentResource {
  readonly address = { service, port } as const;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:datastores:Redis", name, {}, opts);
    createStore(this, name, args.placement, {
      name: service,
      image: args.image,
      port,
      args: ["redis-server", "--appendonly", "yes"],
      dataFolder: "/data",
      // While it loads its log it answers, but not with PONG.
      startupProbe: { exec: { command: ["sh", "-c", "redis-cli ping | grep -q PONG"] } },
      requests: { cpu: "20m", memory: "32Mi" },
    });
    this.registerOutputs({});
  }
}
