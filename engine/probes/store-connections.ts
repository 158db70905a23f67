import { type Db, MongoClient } from "mongodb";
import pg from "pg";
import { createClient } from "redis";
import type { ObjectStore } from "../../backup/objects/object-store.ts";

/** Where a store answers. */
interface Address {
  host: string;
  port: number;
}

export interface PostgresAddress extends Address {
  user: string;
  password: string;
  database: string;
}

export interface DocumentsAddress extends Address {
  /** null where the store knows no credentials; the password is "" then */
  user: string | null;
  password: string;
  database: string;
}

export interface RedisAddress extends Address {
  /** unset where it asks for none */
  password?: string;
  /** how long it may take to connect, milliseconds */
  connectMs?: number;
}

/** All stores of an environment, wherever it is. */
export interface StoreTargets {
  postgres: PostgresAddress;
  documents: DocumentsAddress;
  redis: RedisAddress;
  /** null where it keeps no blobs */
  blobs: ObjectStore | null;
}

export type RedisClient = ReturnType<typeof redisClient>;

const connectMs = 10_000;
const answerMs = 60_000;

/** Runs the body with a connection of its own. @param queryMs how long a statement may take, milliseconds */
export async function withPostgres<T>(
  { host, port, user, password, database }: PostgresAddress,
  body: (client: pg.Client) => Promise<T>,
  queryMs = answerMs,
): Promise<T> {
  const limits = { connectionTimeoutMillis: connectMs, query_timeout: queryMs };
  const client = new pg.Client({ host, port, user, password, database, ...limits });
  // A connection that is lost fails the query as well; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await body(client);
  } finally {
    await client.end();
  }
}

/** Runs the body with the document store's database. */
export async function withDocuments<T>(
  { host, port, user, password, database }: DocumentsAddress,
  body: (db: Db) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(`mongodb://${host}:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: connectMs,
    socketTimeoutMS: answerMs,
    ...(user === null ? {} : { auth: { username: user, password }, authSource: "admin" }),
  });
  try {
    return await body(client.db(database));
  } finally {
    await client.close();
  }
}

/** Runs the body with a connection to Redis that is not made again where it breaks. */
export async function withRedisAt<T>(address: RedisAddress, body: (client: RedisClient) => Promise<T>): Promise<T> {
  const client = redisClient(address);
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await body(client);
  } finally {
    client.destroy();
  }
}

function redisClient({ host, port, password, connectMs: connectTimeout = connectMs }: RedisAddress) {
  const socket = { host, port, connectTimeout, reconnectStrategy: false } as const;
  return createClient({
    ...(password === undefined ? {} : { password }),
    socket,
    RESP: 2,
    disableClientInfo: true,
    maintNotifications: "disabled",
  });
}
