import { createClient, RESP_TYPES } from "redis";
import { failureOf } from "./errors.ts";

/** A database of a Redis server, and how to log in to it. */
export interface RedisServer {
  host: string;
  port: number;
  password?: string;
  database: number;
}

/** Strings that Redis holds are bytes; what it says by itself ("OK", the name of a type) is text. */
export type Reply = Buffer | string | number | null | Reply[];

export interface RedisConnection {
  /** Calls that are made before the first is answered go out together and are answered in their order. */
  send: (...command: (string | Buffer)[]) => Promise<Reply>;
}

const connectMs = 10_000;

/**
 * Runs the body with a connection of its own; an abort breaks the connection, whatever is under way.
 * @param signal undefined = nothing ends it early
 * @throws DrillError backup.redis; the signal's reason where that was aborted
 */
export async function withRedis<T>(
  server: RedisServer,
  signal: AbortSignal | undefined,
  body: (redis: RedisConnection) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const client = clientOf(server);
  // A connection that is lost fails the command as well; without a listener it would end the process.
  client.on("error", () => undefined);
  const destroy = () => client.destroy();
  signal?.addEventListener("abort", destroy, { once: true });
  // A command may wait for its turn for as long as large ones before it take.
  const options = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer }, timeout: 0 };
  try {
    await client.connect();
    return await body({ send: (...command) => client.sendCommand<Reply>(command, options) });
  } catch (thrown) {
    signal?.throwIfAborted();
    throw failureOf(`Redis at ${server.host}:${server.port}`, thrown, [server.password ?? ""]);
  } finally {
    signal?.removeEventListener("abort", destroy);
    client.destroy();
  }
}

function clientOf({ host, port, password, database }: RedisServer) {
  return createClient({
    ...(password === undefined || password === "" ? {} : { password }),
    database,
    RESP: 2,
    disableClientInfo: true,
    maintNotifications: "disabled",
    socket: { host, port, connectTimeout: connectMs, reconnectStrategy: false },
  });
}
