/** A database, and who logs in to it. */
export interface PostgresServer {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/**
 * Settings under which a value is the same text in every session: those that pg_dump makes for its own COPY, and those
 * that it leaves to the server.
 */
const settings = {
  search_path: "",
  datestyle: "ISO",
  intervalstyle: "postgres",
  extra_float_digits: "3",
  row_security: "off",
  statement_timeout: "0",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  bytea_output: "hex",
  timezone: "UTC",
  lc_monetary: "C",
};

/** The settings, as a session is started with them. */
export const sessionOptions = Object.entries(settings)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(" ");

/** All that the client tools are told of the server; nothing of it stands in their arguments. */
export function toolEnvironment({ host, port, user, password, database }: PostgresServer): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    LC_ALL: "C",
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGCLIENTENCODING: "UTF8",
    PGCONNECT_TIMEOUT: "10",
    PGOPTIONS: sessionOptions,
  };
}
