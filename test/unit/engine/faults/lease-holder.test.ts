import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { leaseSeconds, parseLease, renewEveryMs } from "../../../../engine/faults/fault-lease.ts";
import type { FilterRequest } from "../../../../engine/faults/filter.ts";
import { type LeaseHolder, takeLease } from "../../../../engine/faults/lease-holder.ts";
import { json, namespace, PlayedCluster } from "./played-cluster.ts";

const runId = "Run-1";
const name = "drill-faults-run-1";
const nothing: FilterRequest = { watched: null, cut: null };
const faulty = { undo: [{ op: "reset-proxy" as const, proxy: "redis" }], filter: nothing };

let cluster: PlayedCluster;
let holder: LeaseHolder | undefined;
const take = async () => {
  holder = await takeLease(cluster, { namespace, environmentId: "chaos-1" }, runId, { undo: [], filter: nothing });
  return holder;
};
const lease = () => parseLease(cluster.leases.get(name));
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);
const away = () => {
  throw new Error("connect ECONNREFUSED");
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date", "performance"] });
  cluster = new PlayedCluster();
});
afterEach(async () => {
  await holder?.release().catch(() => undefined);
  vi.useRealTimers();
});

describe("a lease", () => {
  it("is taken without faults, labelled as the environment's", async () => {
    await take();
    expect(lease()).toMatchObject({ runId, undo: [], durationSeconds: leaseSeconds });
    expect(cluster.leases.get(name)?.metadata.labels).toMatchObject({ "drill.biowerk/environment": "chaos-1" });
  });

  it("says what is held as soon as it is held, and goes on saying so", async () => {
    const { hold } = await take();
    await hold(faulty);
    expect(lease().undo).toEqual(faulty.undo);
    const { renewTime } = lease();
    await seconds(renewEveryMs / 1_000);
    expect(lease()).toMatchObject({ undo: faulty.undo });
    expect(lease().renewTime > renewTime).toBe(true);
  });

  it("is never put back by a renewal that was under way", async () => {
    const { hold } = await take();
    const underWay: (() => void)[] = [];
    const send = cluster.send.bind(cluster);
    cluster.send = async (call) => {
      await new Promise<void>((resolve) => underWay.push(resolve));
      return send(call);
    };
    await seconds(renewEveryMs / 1_000);
    const held = hold(faulty);
    expect(underWay).toHaveLength(1);
    underWay[0]?.();
    await vi.waitUntil(() => underWay.length === 2);
    underWay[1]?.();
    await held;
    expect(lease().undo).toEqual(faulty.undo);
    cluster.send = send;
  });

  it("goes with its release where it holds nothing, and stays for the guard where it does", async () => {
    await (await take()).release();
    expect(cluster.leases.size).toBe(0);
    const { hold, release } = await take();
    await hold(faulty);
    await release();
    const { renewTime } = lease();
    await seconds(60);
    expect(lease().renewTime).toBe(renewTime);
  });

  it("must be writable before anything is broken", async () => {
    cluster.intervene = () => json(403, { message: "forbidden" });
    await expect(take()).rejects.toMatchObject({ code: "fault.lease", kind: "environment" });
    cluster.intervene = () => undefined;
    const { hold } = await take();
    cluster.intervene = away;
    await expect(hold(faulty)).rejects.toMatchObject({ code: "fault.lease" });
  });
});

describe("a lease is lost", () => {
  it("when no renewal comes through, before the guard acts on it", async () => {
    const { lost } = await take();
    cluster.intervene = away;
    await seconds(8);
    expect(lost.aborted).toBe(false);
    await seconds(leaseSeconds - 8 - 1);
    expect(lost.reason).toMatchObject({ code: "fault.lease-lost", kind: "environment" });
  });

  it("not when the API is away for a moment", async () => {
    const { lost } = await take();
    cluster.intervene = away;
    await seconds(8);
    cluster.intervene = () => undefined;
    await seconds(60);
    expect(lost.aborted).toBe(false);
  });

  it("when somebody took it away", async () => {
    const { lost, hold } = await take();
    cluster.leases.clear();
    await expect(hold(faulty)).rejects.toMatchObject({ code: "fault.stopped" });
    await seconds(renewEveryMs / 1_000);
    expect(lost.reason).toMatchObject({ code: "fault.stopped", kind: "environment" });
  });
});
