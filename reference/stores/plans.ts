import pg from "pg";
import type { Reply } from "../../contract/envelope.ts";
import type { Settings } from "../../contract/settings.ts";
import { Guard, type GuardOptions, policiesFrom } from "../resilience/guard.ts";
import type { ResilienceMetrics } from "../resilience/metrics.ts";
import { storePatience } from "./patience.ts";
import type { PlanSql } from "./plan-sql.ts";
import { connectionTo } from "./postgres-connection.ts";
import type { KeptReply, RemoteStore } from "./reply-store.ts";

const connections = 10;

/** Plans in Postgres. */
export class PostgresPlans implements RemoteStore {
  readonly #pool: pg.Pool;
  readonly #guard: Guard;
  readonly #sql: PlanSql;

  /** @param guarded what becomes of the options by which calls are guarded (default as they are) */
  constructor(
    settings: Settings,
    sql: PlanSql,
    metrics: ResilienceMetrics,
    guarded: (options: GuardOptions) => GuardOptions = (options) => options,
  ) {
    this.#pool = new pg.Pool({ ...connectionTo(settings), max: connections, idleTimeoutMillis: 30_000 });
    // A kept connection that breaks is replaced when it is needed; without a listener it would end the process.
    this.#pool.on("error", () => undefined);
    this.#guard = new Guard(guarded(guardOptions(settings)), metrics);
    this.#sql = sql;
  }

  async keep({ id, origin, subject, reply }: KeptReply): Promise<Reply> {
    return this.#guard.run(async () => {
      const inserted = await this.#pool.query(this.#sql.insert, [id, origin, subject, JSON.stringify(reply)]);
      if (inserted.rowCount !== 0) return reply;
      return (await this.#select(id)) ?? reply;
    });
  }

  async find(id: string): Promise<Reply | null> {
    return this.#guard.run(() => this.#select(id));
  }

  async prepare(): Promise<void> {
    await this.#pool.query(this.#sql.create);
  }

  async ping(): Promise<void> {
    await this.#pool.query("select 1");
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #select(id: string): Promise<Reply | null> {
    const { rows } = await this.#pool.query<{ reply: Reply }>(this.#sql.find, [id]);
    return rows[0]?.reply ?? null;
  }
}

function guardOptions(settings: Settings): GuardOptions {
  const { breaker, retry } = policiesFrom(settings);
  const { waitMs, attemptMs, totalMs } = storePatience(settings);
  return {
    service: "postgres",
    kind: "dependency",
    // One connection stays free for health checks; whoever finds no place is turned away rather than queued for long.
    bulkhead: { maxConcurrent: connections - 1, queueSize: 2 * connections, waitMs },
    breaker,
    retry,
    attemptMs,
    totalMs,
    isOutage,
  };
}

/** SQLSTATE classes that say that the server is away, starting, stopping or full, and that of a missing table. */
const outageClasses = /^(?:08|53|57P|42P01)/;

/** What the server did not say itself is a failure to reach it. */
function isOutage(thrown: unknown): boolean {
  return thrown instanceof pg.DatabaseError ? outageClasses.test(thrown.code ?? "") : thrown instanceof Error;
}
