import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import type { Journal } from "../../../../engine/evidence/journal.ts";
import { withFaultControl } from "../../../../engine/faults/fault-control.ts";
import { leaseSeconds } from "../../../../engine/faults/fault-lease.ts";
import { refused } from "../../../../engine/faults/kinds/link.ts";
import { openSession, type SessionParts } from "../../../../engine/run-session.ts";
import { contextOf, noPatience, PlayedCluster } from "./played-cluster.ts";

const radius = { links: ["redis"], workloads: {}, pods: {}, data: [] };
const journal: Journal = { append: () => undefined, close: () => undefined };

let cluster: PlayedCluster;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  cluster = new PlayedCluster();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs a drill with the redis link refused, to which the outage comes meanwhile. */
function drill(meanwhile: (lost: AbortSignal) => Promise<void>): Promise<void> {
  const faults = [refused({ name: "redis", port: 20_001 })];
  return withFaultControl(
    contextOf(cluster),
    journal,
    ({ inForce, lost }) => inForce({ faults, radius, armed: true }, () => meanwhile(lost)),
    noPatience,
  );
}

/** The API is away until the drill gives up, and is then back. */
async function apiAway(): Promise<void> {
  cluster.intervene = () => {
    throw new Error("connect ECONNREFUSED");
  };
  await vi.advanceTimersByTimeAsync((leaseSeconds - 1) * 1_000);
  cluster.intervene = () => undefined;
}

describe("a drill whose lease is lost", () => {
  it("ends with the reason, whatever its body was waiting for, and its faults are lifted", async () => {
    const ended = drill(async (lost) => {
      await apiAway();
      // As a session's pauses do: it throws an AbortError.
      await sleep(60_000, undefined, { signal: lost });
    });
    await expect(ended).rejects.toMatchObject({ code: "fault.lease-lost" });
    expect(cluster.proxies.get("redis")?.enabled).toBe(true);
    expect(cluster.leases.size).toBe(0);
  });

  it("ends with the reason also where the body came to its end", async () => {
    await expect(drill(apiAway)).rejects.toMatchObject({ code: "fault.lease-lost" });
    expect(cluster.proxies.get("redis")?.enabled).toBe(true);
  });

  it("keeps the user's own interrupt apart", async () => {
    const interrupted = new DOMException("interrupted", "AbortError");
    await expect(drill(() => Promise.reject(interrupted))).rejects.toBe(interrupted);
    expect(cluster.leases.size).toBe(0);
  });
});

describe("a session whose lease is lost", () => {
  it("ends whatever it waits for, with the reason", async () => {
    const quiet = { journal, say: () => undefined, writer: { excerpt: (text: string) => text } };
    const session = openSession({ ...contextOf(cluster), ...quiet } as unknown as SessionParts);
    const faults = [refused({ name: "redis", port: 20_001 })];
    const ended = session.faults((held) =>
      held.inForce({ faults, radius, armed: true, unharmed: [] }, async () => {
        const waiting = sleep(60_000, undefined, { signal: session.signal });
        waiting.catch(() => undefined);
        await apiAway();
        await waiting;
      }),
    );
    await expect(ended).rejects.toMatchObject({ code: "fault.lease-lost" });
    await expect(session.phase("next", async () => undefined)).rejects.toMatchObject({ code: "fault.lease-lost" });
    expect(cluster.proxies.get("redis")?.enabled).toBe(true);
  });
});
