import type { ProbeContext } from "./probe.ts";
import { withPostgres } from "./store-connections.ts";

/** Rows of one statement, over a connection of its own to the environment's Postgres, past any link. */
export async function queryPostgres({ api, environment }: ProbeContext, query: string, values: string[]) {
  const { service, port, user, database } = environment.postgres;
  const password = environment.secrets.postgresPassword;
  return api.withPort(environment.namespace, service, port, (localPort) =>
    withPostgres({ host: "127.0.0.1", port: localPort, user, database, password }, async (client) => {
      const { rows } = await client.query<Record<string, unknown>>(query, values);
      return rows;
    }),
  );
}
