import { randomUUID } from "node:crypto";
import { waitFor } from "../../common/wait.ts";
import { users } from "../../contract/credentials.ts";
import type { EvidenceWriter } from "../evidence/evidence-writer.ts";
import type { Journal } from "../evidence/journal.ts";
import { type Patience, usualPatience } from "../faults/patience.ts";
import { queryPostgres } from "../probes/postgres.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { signToken } from "./token.ts";
import { type Ask, prepareUsers, removeUser, seedUser } from "./user.ts";

/** What a request says who it is with; keep it out of logs and evidence. */
export interface Credential {
  /** names a user that the target has */
  token: string;
  /** is signed alike and names nobody: what becomes of it shows whether users are looked up */
  strangersToken: string;
}

export interface SignInParts extends ProbeContext {
  journal: Pick<Journal, "append">;
  writer: Pick<EvidenceWriter, "learn">;
  /** asks the target's Postgres, where not in the usual way */
  askPostgres?: Ask;
}

/**
 * Has a user of its own in the target while the body runs. The user is gone afterwards, whatever happens; of a run that
 * is killed the row stays, which no token opens any more once the lifetime is over.
 * @param lifetimeMs how long the tokens are good for, milliseconds
 * @throws DrillError wait.timeout where the user cannot be removed
 */
export async function signedIn<T>(
  parts: SignInParts,
  lifetimeMs: number,
  body: (credential: Credential) => Promise<T>,
  { undoMs, everyMs }: Patience = usualPatience,
): Promise<T> {
  const { environment, journal, writer } = parts;
  const ask = parts.askPostgres ?? ((statement, values) => queryPostgres(parts, statement, values));
  const id = randomUUID();
  const exp = Math.floor((Date.now() + lifetimeMs) / 1_000);
  const tokenOf = (sub: string) => signToken(environment.secrets.jwtSecretKey, { sub, exp });
  const credential = { token: tokenOf(id), strangersToken: tokenOf(randomUUID()) };
  writer.learn(Object.values(credential));
  await prepareUsers(ask);
  // Before it is done: what a killed run may have left is known.
  journal.append({ type: "action", action: "seed-user", detail: `${id} in table ${users.table}` });
  try {
    await seedUser(ask, id);
    return await body(credential);
  } finally {
    // Patiently: Postgres may still be coming back from what was done to it.
    const remedy = `take the environment down; in one that stays: delete from ${users.table} where id = '${id}'`;
    const wait = { what: `removing user ${id}`, timeoutMs: undoMs, everyMs, remedy };
    await waitFor(wait, async () => ({ done: true, value: await removeUser(ask, id) }));
    journal.append({ type: "action", action: "remove-user", detail: id });
  }
}
