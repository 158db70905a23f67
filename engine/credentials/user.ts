import { users } from "../../contract/credentials.ts";

/** Asks the target's Postgres one statement. */
export type Ask = (statement: string, values: string[]) => Promise<unknown>;

const { table, columns } = users;
const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);

/** Makes the table where there is none. It stays: an empty one changes nothing, and others may use it since. */
export async function prepareUsers(ask: Ask): Promise<void> {
  await ask(`create table if not exists ${table} (${definitions.join(", ")})`, []);
}

/** Makes a user who may do everything and whom no password lets in. @param id a UUID */
export async function seedUser(ask: Ask, id: string): Promise<void> {
  const insert = `insert into ${table} (id, email, username, auth_provider, is_active, is_admin)
    values ($1, $2, $3, 'drill', true, true)`;
  await ask(insert, [id, `${id}@drill.invalid`, `drill-${id}`]);
}

/** Removes the user; that there is none is as good. */
export async function removeUser(ask: Ask, id: string): Promise<void> {
  await ask(`delete from ${table} where id = $1`, [id]);
}
