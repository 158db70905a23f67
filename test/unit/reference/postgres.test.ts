import pg from "pg";
import { Registry } from "prom-client";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Reply } from "../../../contract/envelope.ts";
import { plans } from "../../../contract/persistence.ts";
import type { Defect } from "../../../reference/defects/defect.ts";
import { defects } from "../../../reference/defects/defects.ts";
import { createResilienceMetrics } from "../../../reference/resilience/metrics.ts";
import { Refusal } from "../../../reference/resilience/refusal.ts";
import { planSql } from "../../../reference/stores/plan-sql.ts";
import { PostgresPlans } from "../../../reference/stores/plans.ts";
import { findPostgres, startPostgres } from "./helpers/postgres.ts";
import { testSettings } from "./helpers/settings.ts";

const found = findPostgres();
const missing = "reason" in found ? ` (skipped: ${found.reason})` : "";

const reply = (id: string, ts: number): Reply => ({
  id,
  ts,
  agent: "nucleus",
  ok: true,
  output: { plan: [[1], ["two"]] },
  state_hash: "",
  api_version: "v1",
});
const entry = (id: string, ts = 1) => ({ id, origin: "test", subject: "goal", reply: reply(id, ts) });

/** A store in a server of its own, a way to look into it, and a way to take it away. */
async function open(defect?: Defect) {
  if ("reason" in found) throw new Error(found.reason);
  const server = await startPostgres(found.folder);
  const address = { POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: server.port, POSTGRES_PASSWORD: server.password };
  const settings = testSettings({ ...address, POSTGRES_DB: "postgres", RETRY_MAX_ATTEMPTS: 2 });
  const sql = defect?.planSql?.(planSql) ?? planSql;
  const store = new PostgresPlans(settings, sql, createResilienceMetrics(new Registry()));
  onTestFinished(() => store.close());
  await expect.poll(() => store.prepare().then(() => "prepared", String)).toBe("prepared");
  const rows = async () => {
    const client = new pg.Client({
      host: "127.0.0.1",
      port: server.port,
      user: "biowerk",
      password: server.password,
      database: "postgres",
    });
    await client.connect();
    const found = await client.query(`select ${plans.id}, ${plans.origin}, ${plans.goal} from ${plans.table}`);
    await client.end();
    return found.rows as Record<string, string>[];
  };
  return { store, rows, stop: server.stop };
}

describe.skipIf("reason" in found)(`plans in Postgres${missing}`, () => {
  it("are kept once, as they were first given; a store that is away is refused and does not end the process", async () => {
    const { store, rows, stop } = await open();
    await store.prepare();
    expect(await store.find("p1")).toBeNull();
    expect(await store.keep(entry("p1", 1))).toEqual(reply("p1", 1));
    expect(await store.keep(entry("p1", 2))).toEqual(reply("p1", 1));
    expect(await store.find("p1")).toEqual(reply("p1", 1));
    expect(await rows()).toEqual([{ id: "p1", origin: "test", goal: "goal" }]);
    stop();
    await expect
      .poll(
        () =>
          store.ping().then(
            () => "there",
            () => "away",
          ),
        { timeout: 10_000 },
      )
      .toBe("away");
    const refused = await store.keep(entry("p2")).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ reason: "retries_exhausted", facts: { dependency: "postgres", max_attempts: 2 } });
  });

  it("are there twice with the defect duplicate-write", async () => {
    const { store, rows } = await open(defects["duplicate-write"]);
    expect(await store.keep(entry("p1"))).toEqual(reply("p1", 1));
    expect((await rows()).map((row) => row[plans.id])).toEqual(["p1", "p1"]);
  });
});
