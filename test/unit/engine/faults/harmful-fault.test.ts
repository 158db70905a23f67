import { expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Fault } from "../../../../engine/faults/fault.ts";
import { openSession, type SessionParts } from "../../../../engine/run-session.ts";
import { refused } from "../../../../engine/faults/kinds/link.ts";
import { contextOf, PlayedCluster } from "./played-cluster.ts";

const faults: Fault[] = [refused({ name: "redis", port: 20_001 })];
const radius = { links: ["redis"], workloads: {}, pods: {}, data: [] };

/** A session on a played cluster, where faults do the harm that is given. */
function played(harm: string | undefined) {
  const cluster = new PlayedCluster();
  const events: NewEvent[] = [];
  const journal = { append: (event: NewEvent) => events.push(event) };
  const quiet = {
    watchHarm: async () => (harm === undefined ? undefined : { ok: false, detail: harm }),
    journal,
    say: () => undefined,
    writer: { excerpt: (text: string) => text },
  };
  return { cluster, events, session: openSession({ ...contextOf(cluster), ...quiet } as unknown as SessionParts) };
}

it("is lifted, fails, and ends its part of the drill alone, with the reason", async () => {
  const { cluster, events, session } = played("mesh-0 restarted 3 times");
  await session.part("redis-down", (part) =>
    part.faults((held) =>
      held.inForce({ faults, radius, armed: true, unharmed: [] }, () =>
        part.phase("refused", async () => {
          await new Promise((_, reject) =>
            part.signal.addEventListener("abort", () => reject(part.signal.reason as Error)),
          );
        }),
      ),
    ),
  );
  await session.phase("next", async () => undefined);
  const reason = "mesh-0 restarted 3 times";
  expect(events).toContainEqual({ type: "aborted", phase: "redis-down.refused", reason, part: "redis-down" });
  expect(events).toContainEqual({ type: "fault-lifted", fault: "redis-refused", left: [] });
  expect(events.at(-1)).toEqual({ type: "phase-ended", phase: "next" });
  expect(cluster.proxies.get("redis")?.enabled).toBe(true);
  expect(events).toContainEqual({
    ...{ type: "observation", probe: "redis-down.harm", subject: "redis-down.refused" },
    ...{ ok: false, detail: reason },
  });
});

it("that does no more than it may is said to", async () => {
  const { events, session } = played(undefined);
  const before = Date.now();
  await session.faults((held) =>
    held.inForce({ faults, radius, armed: true, unharmed: [] }, (sinceMs) =>
      session.phase("refused", async () => undefined, sinceMs),
    ),
  );
  const started = events.find((event) => event.type === "phase-started");
  expect(started?.sinceMs).toBeGreaterThanOrEqual(before);
  const detail = "no more harm than may be";
  expect(events).toContainEqual({ type: "observation", probe: "harm", subject: "refused", ok: true, detail });
});
