import type pg from "pg";
import type { PostgresServer } from "./server.ts";
import { withSession } from "./session.ts";

/** A state of the database that other sessions can look at too, for as long as the session that took it lives. */
export interface Snapshot {
  id: string;
  /** by this process's clock: what was committed by then is in it */
  at: Date;
  /** sees the snapshot; reads only */
  session: pg.Client;
}

/** Runs the body with a snapshot. @throws DrillError backup.postgres, also where the snapshot was lost on the way */
export function withSnapshot<T>(
  server: PostgresServer,
  signal: AbortSignal,
  body: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return withSession(server, signal, async (session) => {
    await session.query("begin isolation level repeatable read read only");
    const at = new Date();
    const { rows } = await session.query<{ id: string }>("select pg_export_snapshot() as id");
    const [row] = rows;
    if (row === undefined) throw new Error("the server exported no snapshot");
    const result = await body({ id: row.id, at, session });
    // Fails unless the session lived until here.
    await session.query("commit");
    return result;
  });
}
