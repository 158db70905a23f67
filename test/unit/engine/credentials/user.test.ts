import { describe, expect, it } from "vitest";
import { users } from "../../../../contract/credentials.ts";
import { prepareUsers, removeUser, seedUser } from "../../../../engine/credentials/user.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { queryPostgres } from "../../../../engine/probes/postgres.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { findPostgres, startPostgres } from "../../reference/helpers/postgres.ts";

const found = findPostgres();
const missing = "reason" in found ? ` (skipped: ${found.reason})` : "";
const id = "0b0f6f3e-6a6b-4a53-9c5e-0d7f0c3f2a11";

/** A server of its own, asked as an environment's is. */
async function open() {
  if ("reason" in found) throw new Error(found.reason);
  const server = await startPostgres(found.folder);
  const withPort = (_namespace: string, _service: string, _port: number, body: (port: number) => Promise<unknown>) =>
    body(server.port);
  const outputs = someOutputs();
  const context = {
    api: { withPort } as ClusterApi,
    environment: {
      ...outputs,
      postgres: { ...outputs.postgres, database: "postgres" },
      secrets: { ...outputs.secrets, postgresPassword: server.password },
    },
    runId: "r",
    signal: new AbortController().signal,
  };
  const ask = (statement: string, values: string[]) => queryPostgres(context, statement, values);
  await expect.poll(() => ask("select 1", []).then(() => "up", String)).toBe("up");
  return ask;
}

describe.skipIf("reason" in found)(`users in Postgres${missing}`, () => {
  it("have every column that mesh reads, and go again", { timeout: 30_000 }, async () => {
    const ask = await open();
    await prepareUsers(ask);
    await seedUser(ask, id);
    const all = () => ask(`select ${Object.keys(users.columns).join(", ")} from ${users.table}`, []);
    const [row, ...others] = await all();
    expect(others).toEqual([]);
    expect(row).toEqual({
      id,
      email: `${id}@drill.invalid`,
      username: `drill-${id}`,
      hashed_password: null,
      auth_provider: "drill",
      is_active: true,
      is_admin: true,
      created_at: expect.any(Date),
      updated_at: expect.any(Date),
    });
    await prepareUsers(ask);
    expect(await all()).toHaveLength(1);
    await removeUser(ask, id);
    await removeUser(ask, id);
    expect(await all()).toEqual([]);
  });
});
