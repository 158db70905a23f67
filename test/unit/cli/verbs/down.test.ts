import { beforeEach, expect, it } from "vitest";
import { DrillError } from "../../../../common/errors.ts";
import { createHome } from "../../../../engine/environment/home.ts";
import { type EnvironmentLease, removeHome, writeLease } from "../../../../engine/environment/record.ts";
import { notLifted } from "../../../../engine/faults/lift-faults.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { aLease, drill, ownFolder } from "../played-edges.ts";

beforeEach(async () => void (await ownFolder()));

const ensureDocker = async () => undefined;

async function record(changed: Partial<EnvironmentLease>): Promise<void> {
  const lease = aLease(changed);
  await createHome(lease.id);
  writeLease(lease);
}

it("gc takes down what ran out or was orphaned, and goes on where one cannot be taken down", async () => {
  const now = new Date().toISOString();
  await record({ id: "expired-1", createdAt: "2026-01-01T00:00:00Z" });
  await record({ id: "expired-2", createdAt: "2026-01-02T00:00:00Z" });
  await record({ id: "orphan", createdAt: "2026-01-03T00:00:00Z", renewedAt: now, status: "up" });
  await record({ id: "kept", createdAt: "2026-01-04T00:00:00Z", renewedAt: now });
  const asked: string[] = [];
  const takeDown = async (id: string) => {
    asked.push(id);
    if (id === "expired-1") throw new Error("its state cannot be read");
    await removeHome(id);
    return id === "orphan" ? ["container c (docker rm c)"] : [];
  };
  const ended = await drill(["gc"], { ensureDocker, takeDown });
  expect(asked).toEqual(["expired-1", "expired-2", "orphan"]);
  expect(ended.stderr).toContain("its state cannot be read");
  expect(ended.stderr).toContain("environment expired-2 is down");
  expect(ended.stderr).toContain("left behind: container c (docker rm c)");
  expect(ended).toMatchObject({ exitCode: 3, dockerDrops: 1 });
  expect((await drill(["list"])).stdout).toMatch(/^expired-1\tsmoke\texpired\t.*\nkept\tsmoke\tkept\t.*$/);
});

it("gc that finds nothing needs no Docker, and drops an idle one", async () => {
  expect(await drill(["gc"])).toMatchObject({ exitCode: 0, stderr: "nothing to collect", dockerDrops: 1 });
});

it("down that leaves something behind says so by its code", async () => {
  await record({});
  const takeDown = async () => ["network n (docker network rm n)"];
  expect(await drill(["down"], { ensureDocker, takeDown })).toMatchObject({ exitCode: 5, dockerDrops: 1 });
});

it("down on a lent cluster lifts every fault first, while the guard is there", async () => {
  await record({ clusterProvider: "existing" });
  const order: string[] = [];
  const liftAllFaults = async (_api: unknown, namespace: string) => {
    order.push(`lift ${namespace}`);
    return ["run-1"];
  };
  const takeDown = async (id: string) => {
    order.push(`take down ${id}`);
    return [];
  };
  const outputsOf = async () => someOutputs();
  const ended = await drill(["down", "e1"], { ensureDocker, outputsOf, liftAllFaults, takeDown });
  expect(order).toEqual(["lift biowerk-e1", "take down e1"]);
  expect(ended.stderr).toContain("lifted the faults of: run-1");
  expect(ended.exitCode).toBe(0);
});

it("down on a lent cluster names the faults that it could not lift, and takes the rest down", async () => {
  await record({ clusterProvider: "existing" });
  const liftAllFaults = () => Promise.reject(notLifted(["run-1: flush-chain"]));
  const played = { ensureDocker, liftAllFaults, outputsOf: async () => someOutputs(), takeDown: async () => [] };
  const ended = await drill(["down"], played);
  expect(ended.stderr).toContain("left behind: faults of environment e1: a fault is still there: run-1: flush-chain");
  expect(ended.exitCode).toBe(5);
});

it("down on a lent cluster looks for no faults in what never came up as a whole", async () => {
  await record({ clusterProvider: "existing", status: "up" });
  const incomplete = new DrillError({ code: "environment.incomplete", kind: "environment", message: "m", remedy: "r" });
  const played = { ensureDocker, outputsOf: () => Promise.reject(incomplete), takeDown: async () => [] };
  expect(await drill(["down"], played)).toMatchObject({ exitCode: 0 });
});
