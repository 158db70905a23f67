import { prepareUsers } from "../../credentials/user.ts";
import { type PostgresAddress, withPostgres } from "../../probes/store-connections.ts";
import { rowStatements, tableStatements } from "./postgres-sql.ts";
import type { SeedSizes } from "./sizes.ts";

/** For as many rows as anybody seeds, milliseconds. */
const statementMs = 15 * 60_000;

/** Makes and fills the tables in one transaction. What a seed of the same sizes left there before stays as it is. */
export async function seedPostgres(address: PostgresAddress, sizes: Omit<SeedSizes, "redis">): Promise<void> {
  await withPostgres(
    address,
    async (client) => {
      await client.query("begin");
      await prepareUsers((statement) => client.query(statement));
      for (const statement of tableStatements) await client.query(statement);
      for (const { text, values } of rowStatements(sizes)) await client.query(text, values);
      await client.query("commit");
    },
    statementMs,
  );
}
