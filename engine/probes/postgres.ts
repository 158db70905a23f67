import pg from "pg";
import type { ProbeContext } from "./probe.ts";

/** Rows of one statement, over a connection of its own to the environment's Postgres, past any link. */
export async function queryPostgres({ api, environment }: ProbeContext, query: string, values: string[]) {
  const { service, port, user, database } = environment.postgres;
  const password = environment.secrets.postgresPassword;
  return api.withPort(environment.namespace, service, port, async (localPort) => {
    const limits = { connectionTimeoutMillis: 10_000, query_timeout: 60_000 };
    const client = new pg.Client({ host: "127.0.0.1", port: localPort, user, database, password, ...limits });
    // A connection that is lost fails the query as well; without a listener it would end the process.
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<Record<string, unknown>>(query, values);
      return rows;
    } finally {
      await client.end();
    }
  });
}
