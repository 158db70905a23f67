import { execa } from "execa";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { isAlive } from "../../../../engine/environment/holder.ts";
import { createHome } from "../../../../engine/environment/home.ts";
import { type EnvironmentLease, readLease, writeLease } from "../../../../engine/environment/record.ts";
import { notLifted } from "../../../../engine/faults/lift-faults.ts";
import { processStartTime } from "../../../../toolchain/docker/host.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { aLease, drill, ownFolder } from "../played-edges.ts";

beforeEach(async () => void (await ownFolder()));

const dead = { pid: process.pid, startTime: "long ago" };
const outputsOf = async () => someOutputs();

async function record(changed: Partial<EnvironmentLease>): Promise<void> {
  const lease = aLease(changed);
  await createHome(lease.id);
  writeLease(lease);
}

/** A process that could be a drill, and how it ended. */
async function running() {
  const child = execa("sleep", ["60"], { reject: false });
  onTestFinished(() => void child.kill("SIGKILL"));
  const pid = child.pid ?? 0;
  return { child, holder: { pid, startTime: (await processStartTime(pid)) ?? "" } };
}

describe.skipIf(process.platform !== "linux")("stop of a drill that runs (Linux)", () => {
  it("interrupts its process once, as Ctrl-C would, and nothing else", async () => {
    const { child, holder } = await running();
    await record({ id: "e1", status: "up", holder });
    await record({ id: "e2", status: "kept", holder: null });
    const ended = await drill(["stop"]);
    expect((await child).signal).toBe("SIGINT");
    expect(ended.stderr).toContain(`process ${holder.pid} was interrupted`);
    expect(ended.exitCode).toBe(0);
  });

  it("asks which, where several run", async () => {
    const [one, other] = [await running(), await running()];
    await record({ id: "e1", status: "up", holder: one.holder });
    await record({ id: "e2", status: "up", holder: other.holder });
    const ended = await drill(["stop"]);
    expect(ended.stderr).toContain("name one of: e1, e2");
    expect(ended.exitCode).toBe(2);
    expect(await Promise.all([one, other].map(({ holder }) => isAlive(holder)))).toEqual([true, true]);
  });
});

describe("stop of a drill whose process is gone", () => {
  it("lifts its faults in the cluster, and names the environment that is left", async () => {
    await record({ status: "up", holder: dead });
    const asked: string[] = [];
    const liftAllFaults = async (_api: unknown, namespace: string) => {
      asked.push(namespace);
      return ["run-1"];
    };
    const ended = await drill(["stop", "e1"], { outputsOf, liftAllFaults });
    expect(asked).toEqual(["biowerk-e1"]);
    expect(ended.stderr).toContain("lifted the faults of: run-1");
    expect(ended.stderr).toContain("left: environment e1 (drill down e1)");
    expect(ended.exitCode).toBe(0);
    expect(readLease("e1").status).toBe("up");
  });

  it("says that there was none to lift", async () => {
    await record({ status: "up", holder: dead });
    const ended = await drill(["stop"], { outputsOf, liftAllFaults: async () => [] });
    expect(ended.stderr).toContain("no fault was in force");
  });

  it("names the faults that could not be lifted", async () => {
    await record({ status: "up", holder: dead });
    const liftAllFaults = () => Promise.reject(notLifted(["run-1: reset-proxy: no answer"]));
    const ended = await drill(["stop"], { outputsOf, liftAllFaults });
    expect(ended.stderr).toContain("drill: fault.not-lifted: a fault is still there: run-1: reset-proxy: no answer");
    expect(ended.exitCode).toBe(3);
  });
});
