import pg from "pg";
import { failureOf } from "./errors.ts";
import { sessionOptions, type PostgresServer } from "./server.ts";

const connectMs = 10_000;

/**
 * Runs the body with a session of its own; an abort ends the session, whatever it is doing.
 * @throws DrillError backup.postgres; the signal's reason where that was aborted
 */
export async function withSession<T>(
  server: PostgresServer,
  signal: AbortSignal,
  body: (session: pg.Client) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { host, port, user, password, database } = server;
  const limits = { connectionTimeoutMillis: connectMs, keepAlive: true };
  const session = new pg.Client({ host, port, user, password, database, options: sessionOptions, ...limits });
  // A connection that is lost fails the query as well; without a listener it would end the process.
  session.on("error", () => undefined);
  const end = () => void session.end().catch(() => undefined);
  try {
    // Only from here on, because a client that is ended while it connects never says so.
    await session.connect();
    signal.addEventListener("abort", end, { once: true });
    signal.throwIfAborted();
    return await body(session);
  } catch (thrown) {
    signal.throwIfAborted();
    throw failureOf(`Postgres at ${host}:${port}`, thrown, [password]);
  } finally {
    signal.removeEventListener("abort", end);
    await session.end();
  }
}
