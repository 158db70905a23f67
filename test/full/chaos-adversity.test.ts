import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgement } from "../../engine/evidence/objective.ts";
import { hasFaults } from "../../engine/faults/fault-lease.ts";
import { findLeases } from "../../engine/faults/lease-store.ts";
import { podsOf } from "../../engine/faults/running-pods.ts";
import { main, type Standing, standing } from "./helpers/standing.ts";
import { differences, tracesOf } from "./helpers/traces.ts";

const timeout = 8 * 60_000;
const error = 3;
const inconclusive = 4;

let up: Standing;
let before: Record<string, string>;

beforeAll(async () => {
  up = await standing("chaos");
  before = await tracesOf(up.api, up.namespace);
}, 15 * 60_000);

afterAll(() => up.down(), 5 * 60_000);

/** Runs an experiment while something befalls it, and reads what it left. */
async function experimentDuring(name: string, befalls: () => Promise<void>) {
  const runs = await mkdtemp(join(tmpdir(), "drill-adversity-"));
  const args = ["run", `chaos/${name}`, "--attach", up.id, "--runs", runs];
  const drill = execa(process.execPath, [main, ...args], { reject: false, stderr: "inherit" });
  const ended = drill.then(() => {
    throw new Error(`${name} ended before anything befell it`);
  });
  // Awaited only together with what is to come first.
  ended.catch(() => undefined);
  await Promise.race([befalls(), ended]);
  const { exitCode, stdout } = await drill;
  const folder = dirname(stdout.trim().split("\n").at(-1) ?? "");
  const { verdict, reason } = judgement.parse(JSON.parse(await readFile(join(folder, "judgement.json"), "utf8")));
  process.stdout.write(`${name}: ${verdict}: ${reason}\n`);
  const journal = await readFile(join(folder, "journal.ndjson"), "utf8");
  const again = await execa(process.execPath, [main, "judge", folder], { reject: false });
  expect(again.exitCode).toBe(exitCode);
  return {
    exitCode,
    reason,
    injected: journal.includes('"type":"fault-'),
    forget: () => rm(runs, { recursive: true }),
  };
}

/** Waits until a fault is in force. */
async function faultInForce(): Promise<void> {
  for (;;) {
    const { leases } = await findLeases(up.api, up.namespace);
    if (leases.some(hasFaults)) return;
    await sleep(500);
  }
}

async function nothingLeft(): Promise<void> {
  await expect
    .poll(async () => differences(before, await tracesOf(up.api, up.namespace)), { timeout: 60_000, interval: 1_000 })
    .toEqual([]);
}

const inNode = (command: string) =>
  execa("docker", ["exec", `${up.cluster}-control-plane`, "sh", "-c", command], { stderr: "inherit" });

describe("a drill whose tools fail says so, and leaves nothing", () => {
  it("with the API away for 30 s", { timeout }, async () => {
    const run = await experimentDuring("redis-down", async () => {
      await faultInForce();
      await sleep(5_000);
      await inNode("pkill -STOP kube-apiserver");
      try {
        await sleep(30_000);
      } finally {
        await inNode("pkill -CONT kube-apiserver");
      }
    });
    expect([error, inconclusive]).toContain(run.exitCode);
    expect(run.reason).not.toBe("");
    await nothingLeft();
    await run.forget();
  });

  it("with Toxiproxy killed", { timeout }, async () => {
    const run = await experimentDuring("redis-down", async () => {
      await faultInForce();
      await sleep(5_000);
      const context = { api: up.api, environment: { namespace: up.namespace } };
      for (const { name } of await podsOf(context as never, "toxiproxy"))
        await up.api.remove(`/api/v1/namespaces/${up.namespace}/pods/${name}?gracePeriodSeconds=0`);
    });
    expect([error, inconclusive]).toContain(run.exitCode);
    expect(run.reason).not.toBe("");
    await nothingLeft();
    await run.forget();
  });

  const deployment = (name: string) => `/apis/apps/v1/namespaces/${up.namespace}/deployments/${name}`;
  const patch = (path: string, body: object) =>
    up.api.write({ method: "PATCH", path, body: JSON.stringify(body), contentType: "application/merge-patch+json" });

  /** Has no Prometheus from when `off` is called until the body has ended; it is back and ready afterwards. */
  async function withoutPrometheus<T>(body: (off: () => Promise<unknown>) => Promise<T>): Promise<T> {
    try {
      return await body(() => patch(deployment("prometheus"), { spec: { replicas: 0 } }));
    } finally {
      await patch(deployment("prometheus"), { spec: { replicas: 1 } });
      const read = () => up.api.apps.readNamespacedDeployment({ namespace: up.namespace, name: "prometheus" });
      await expect.poll(async () => (await read()).status?.readyReplicas, { timeout: 60_000, interval: 1_000 }).toBe(1);
    }
  }

  it("with Prometheus gone while a fault is in force", { timeout }, async () => {
    const run = await withoutPrometheus((off) =>
      experimentDuring("redis-down", async () => {
        await faultInForce();
        await off();
      }),
    );
    expect([run.exitCode, run.injected]).toEqual([inconclusive, true]);
    expect(run.reason).toContain(".alert");
    await nothingLeft();
    await run.forget();
  });

  it("with Prometheus off, before any fault", { timeout }, async () => {
    const run = await withoutPrometheus(async (off) => {
      await off();
      return experimentDuring("redis-down", async () => undefined);
    });
    expect([run.exitCode, run.injected]).toEqual([inconclusive, false]);
    expect(run.reason).toContain("preflight.targets");
    await nothingLeft();
    await run.forget();
  });

  it("with the keeper of logs off, before any fault", { timeout }, async () => {
    const keeper = `/apis/apps/v1/namespaces/${up.namespace}/daemonsets/log-keeper`;
    const onNodes = (nodeSelector: object | null) => patch(keeper, { spec: { template: { spec: { nodeSelector } } } });
    await onNodes({ nowhere: "yes" });
    const run = await experimentDuring("redis-down", async () => undefined).finally(() => onNodes(null));
    expect([run.exitCode, run.injected]).toEqual([inconclusive, false]);
    expect(run.reason).toContain("preflight.logs");
    await nothingLeft();
    await run.forget();
  });
});
