import { type AddressInfo, createServer, type Socket } from "node:net";
import { Registry } from "prom-client";
import { describe, expect, it, onTestFinished } from "vitest";
import { createResilienceMetrics } from "../../../reference/resilience/metrics.ts";
import { storePatience } from "../../../reference/stores/patience.ts";
import { planSql } from "../../../reference/stores/plan-sql.ts";
import { PostgresPlans } from "../../../reference/stores/plans.ts";
import { testSettings } from "./helpers/settings.ts";

describe("the patience with a store", () => {
  it.each([
    [30, { waitMs: 2_000, attemptMs: 2_000, totalMs: 24_000 }],
    [2, { waitMs: 400, attemptMs: 800, totalMs: 1_600 }],
  ])("where mesh waits for %s s, ends before", (SERVICE_TIMEOUT_MESH, expected) => {
    expect(storePatience({ SERVICE_TIMEOUT_MESH })).toEqual(expected);
    expect(expected.waitMs + expected.totalMs).toBeLessThanOrEqual(SERVICE_TIMEOUT_MESH * 1_000);
  });

  it("allows more than one attempt at a silent Postgres, and then refuses", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const settings = testSettings({ POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: port, SERVICE_TIMEOUT_MESH: 0.3 });
    const registry = new Registry();
    const plans = new PostgresPlans(settings, planSql, createResilienceMetrics(registry));
    onTestFinished(() => plans.close());
    await expect(plans.find("p1")).rejects.toMatchObject({
      reason: "retries_exhausted",
      status: 503,
      facts: { dependency: "postgres" },
    });
    expect(await registry.metrics()).toContain('resilience_retry_attempts_total{service="postgres",attempt="2"} 1');
  });
});
