import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Holder, thisProcess } from "../../../../engine/environment/holder.ts";
import { releaseLease, standingOf, takeLease } from "../../../../engine/environment/holding.ts";
import { takeDown } from "../../../../engine/environment/provision.ts";
import { readLease } from "../../../../engine/environment/record.ts";
import { processStartTime } from "../../../../toolchain/docker/host.ts";
import { hourMs, ownState, recorded, someLease } from "./leases.ts";

const dead: Holder = { pid: process.pid, startTime: "long ago" };
const afterMs = (ms: number) => new Date(Date.parse("2026-01-31T12:00:00.000Z") + ms);

describe("standingOf", () => {
  it.each(["creating", "up", "kept", "destroying"] as const)(
    "leaves what is %s to its process while that lives, however late it is",
    async (status) => {
      const lease = someLease({ status, holder: await thisProcess() });
      expect(await standingOf(lease, afterMs(100 * hourMs))).toBe("held");
    },
  );

  it.each(["creating", "up", "destroying"] as const)("calls what is %s an orphan of a dead process", async (status) => {
    expect(await standingOf(someLease({ status, holder: dead }), afterMs(0))).toBe("orphan");
  });

  it.each([null, dead])("keeps what is kept until its lease runs out (holder %j)", async (holder) => {
    expect(await standingOf(someLease({ holder }), afterMs(hourMs))).toBe("kept");
    expect(await standingOf(someLease({ holder }), afterMs(hourMs + 1))).toBe("expired");
  });

  it("counts from the last renewal", async () => {
    const lease = someLease({ renewedAt: afterMs(hourMs).toISOString() });
    expect(await standingOf(lease, afterMs(2 * hourMs))).toBe("kept");
  });
});

const startOther = () => execa("sleep", ["60"], { reject: false });

describe("a recorded environment", () => {
  let removeState: () => Promise<void>;
  let other: ReturnType<typeof startOther>;
  let otherHolder: Holder;

  beforeEach(async () => {
    removeState = await ownState();
    other = startOther();
    const pid = other.pid ?? 0;
    otherHolder = { pid, startTime: (await processStartTime(pid)) ?? "" };
  });
  afterEach(async () => {
    other.kill("SIGKILL");
    await other;
    await removeState();
  });

  it("is taken by a process, which renews its lease", async () => {
    const { id, renewedAt } = await recorded();
    const taken = await takeLease(id);
    expect(taken).toMatchObject({ holder: await thisProcess(), status: "kept" });
    expect(taken.renewedAt > renewedAt).toBe(true);
    expect(readLease(id)).toEqual(taken);
  });

  it("is neither taken nor taken down while another process works on it, and stays as it was", async () => {
    const lease = await recorded({ holder: otherHolder });
    const refusal = { code: "environment.held", kind: "usage", remedy: expect.stringContaining(`${otherHolder.pid}`) };
    await expect(takeLease(lease.id)).rejects.toMatchObject(refusal);
    const following = { say: () => undefined, signal: new AbortController().signal };
    await expect(takeDown(lease.id, following)).rejects.toMatchObject(refusal);
    expect(readLease(lease.id)).toEqual(lease);
  });

  it("is taken over from a process that died", async () => {
    const { id } = await recorded({ holder: otherHolder, status: "up" });
    other.kill("SIGKILL");
    await other;
    const taken = await takeLease(id, { status: "destroying" });
    expect(taken).toMatchObject({ holder: await thisProcess(), status: "destroying" });
  });

  it("is kept once it is given back, whatever its bring-up came to", async () => {
    const { id } = await recorded({ status: "creating", holder: await thisProcess() });
    releaseLease(id);
    expect(readLease(id)).toMatchObject({ status: "kept", holder: null });
    expect(await standingOf(readLease(id), new Date())).toBe("kept");
  });

  it("remembers the config that it was brought up with", async () => {
    const { id } = await recorded({ config: { llmLatencyMs: "50" } });
    expect(readLease(id).config).toEqual({ llmLatencyMs: "50" });
  });

  it("cannot be taken where there is none", async () => {
    await expect(takeLease("smoke-none")).rejects.toMatchObject({ code: "environment.unknown" });
  });
});
