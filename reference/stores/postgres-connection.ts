import type { ClientConfig } from "pg";
import type { Settings } from "../../contract/settings.ts";
import { storePatience } from "./patience.ts";

/** How Postgres is found, and how long it is waited for. */
export function connectionTo(settings: Settings): ClientConfig {
  const { attemptMs } = storePatience(settings);
  return {
    host: settings.POSTGRES_HOST,
    port: settings.POSTGRES_PORT,
    user: settings.POSTGRES_USER,
    password: settings.POSTGRES_PASSWORD,
    database: settings.POSTGRES_DB,
    connectionTimeoutMillis: attemptMs,
    query_timeout: attemptMs,
    keepAlive: true,
  };
}
