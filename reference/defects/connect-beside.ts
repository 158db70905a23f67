import type { Settings } from "../../contract/settings.ts";
import { connectionTo } from "../stores/postgres-connection.ts";

/** A connection to Postgres that belongs to no pool. @throws where there is none to be had */
export async function connectBeside(settings: Settings) {
  // All services load all defects; what those with a connection need, they do not.
  const { default: pg } = await import("pg");
  const client = new pg.Client(connectionTo(settings));
  // Without a listener its end would end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
