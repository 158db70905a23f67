import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "../placement.ts";
import { createSecrets, type GeneratedSecret } from "../secret.ts";
import { createStore, type StoreSpec } from "./store.ts";

const service = "mongodb";
const port = 27017;
const database = "biowerk";

/** `mongodb`: MongoDB's server. `ferretdb`: a stand-in that speaks its protocol and knows no credentials. */
export type DocumentsKind = "mongodb" | "ferretdb";

export interface DocumentsArgs {
  placement: Placement;
  kind: DocumentsKind;
  /** for `mongodb` an image with the interface of the official one */
  image: string;
  /** the password, where there is one and it is known already; else it is generated */
  secret?: string | undefined;
}

/** Name and password that the document store asks for; its user is kept in the database `admin`. */
export interface DocumentsCredentials {
  user: string;
  password: GeneratedSecret;
}

/** What differs between the kinds. */
const kinds: Record<DocumentsKind, Pick<StoreSpec, "args" | "requests">> = {
  // Its cache would else be half of what the whole machine has.
  mongodb: { args: ["mongod", "--wiredTigerCacheSizeGB", "0.25"], requests: { cpu: "50m", memory: "256Mi" } },
  ferretdb: { requests: { cpu: "50m", memory: "64Mi" } },
};

/** A server of the MongoDB protocol. */
export class Documents extends pulumi.ComponentResource {
  readonly kind: DocumentsKind;
  readonly address = { service, port, database } as const;
  /** null where the kind knows none */
  readonly credentials: DocumentsCredentials | null;

  constructor(name: string, args: DocumentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:datastores:Documents", name, {}, opts);
    this.kind = args.kind;
    this.credentials = args.kind === "mongodb" ? createCredentials(this, name, args) : null;
    createStore(this, name, args.placement, {
      name: service,
      image: args.image,
      port,
      ...kinds[args.kind],
      ...(this.credentials === null ? {} : { env: rootUser(this.credentials) }),
      dataFolder: "/data/db",
      // While MongoDB makes its first user it listens on loopback alone, so an open port says that it is ready.
      startupProbe: { tcpSocket: { port } },
    });
    this.registerOutputs({});
  }
}

function createCredentials(
  parent: pulumi.Resource,
  name: string,
  { placement, secret }: DocumentsArgs,
): DocumentsCredentials {
  const workload = { name: service, component: "datastore" } as const;
  const secrets = createSecrets(parent, name, {
    placement,
    workload,
    lengths: { password: 32 },
    known: { password: secret },
  });
  return { user: "biowerk", password: secrets.password };
}

function rootUser({ user, password }: DocumentsCredentials): NonNullable<StoreSpec["env"]> {
  return [
    { name: "MONGO_INITDB_ROOT_USERNAME", value: user },
    { name: "MONGO_INITDB_ROOT_PASSWORD", valueFrom: { secretKeyRef: password.reference } },
  ];
}
