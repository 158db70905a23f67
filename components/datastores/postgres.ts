import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "../placement.ts";
import { createSecrets, type GeneratedSecret } from "../secret.ts";
import { createStore } from "./store.ts";

const service = "postgres";
const port = 5432;
const user = "biowerk";
const database = "biowerk";
const dataFolder = "/var/lib/postgresql/data";

export interface PostgresArgs {
  placement: Placement;
  /** an image with the interface of the official one */
  image: string;
  /** the password, where it is known already; else it is generated */
  secret?: string | undefined;
}

/** A PostgreSQL server with a password. */
export class Postgres extends pulumi.ComponentResource {
  readonly address = { service, port, user, database } as const;
  readonly password: GeneratedSecret;

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:datastores:Postgres", name, {}, opts);
    const workload = { name: service, component: "datastore" } as const;
    const secrets = createSecrets(this, name, {
      placement: args.placement,
      workload,
      lengths: { password: 32 },
      known: { password: args.secret },
    });
    this.password = secrets.password;
    createStore(this, name, args.placement, {
      name: service,
      image: args.image,
      port,
      env: [
        { name: "POSTGRES_USER", value: user },
        { name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: this.password.reference } },
        { name: "POSTGRES_DB", value: database },
        // Below the mount, which may hold a lost+found folder that initdb would refuse.
        { name: "PGDATA", value: `${dataFolder}/pgdata` },
      ],
      dataFolder,
      startupProbe: {
        exec: { command: ["pg_isready", "--host=127.0.0.1", `--username=${user}`, `--dbname=${database}`] },
      },
      requests: { cpu: "50m", memory: "64Mi" },
    });
    this.registerOutputs({});
  }
}
