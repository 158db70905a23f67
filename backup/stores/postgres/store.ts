import type { Store } from "../store.ts";
import { backUpPostgres } from "./back-up.ts";
import { liveContents } from "./content.ts";
import { emptyDatabase } from "./empty.ts";
import { findMark, setMark } from "./mark.ts";
import { occupiedBy } from "./occupied.ts";
import { restorePostgres } from "./restore.ts";
import type { PostgresServer } from "./server.ts";
import { withSession } from "./session.ts";

export interface PostgresStoreOptions extends PostgresServer {
  /** where a dump lies, uncompressed, until it is stored or restored */
  scratchFolder: string;
  /** tables that are worked on side by side (default 2) */
  jobs?: number;
}

const markMs = 60_000;

/**
 * A database of PostgreSQL 15 or later, as a superuser sees it. Works by pg_dump, pg_restore and psql, which have to be
 * on the PATH and of the server's version. All of it rejects with a DrillError `backup.postgres` where the server or a
 * tool fails, or with the signal's reason.
 */
export function openPostgresStore(options: PostgresStoreOptions): Store & { close: () => Promise<void> } {
  const { scratchFolder, jobs = 2, ...server } = options;
  const place = { scratchFolder, jobs };
  const closed = new AbortController();
  const open = (signal: AbortSignal) => AbortSignal.any([signal, closed.signal]);
  const soon = () => open(AbortSignal.timeout(markMs));
  return {
    name: "postgres",
    backUp: (work) => backUpPostgres(server, place, { ...work, signal: open(work.signal) }),
    restore: (record, work) => restorePostgres(server, place, record, { ...work, signal: open(work.signal) }),
    contents: (signal) => liveContents(server, jobs, open(signal)),
    occupied: (signal) => withSession(server, open(signal), occupiedBy),
    empty: (signal) => withSession(server, open(signal), emptyDatabase),
    findMark: () => withSession(server, soon(), findMark),
    mark: (mark) => withSession(server, soon(), (session) => setMark(session, mark)),
    /** ends what is still under way */
    close: async () => closed.abort(new Error("the store of Postgres was closed")),
  };
}
