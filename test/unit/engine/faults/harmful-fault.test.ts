import { expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Fault } from "../../../../engine/faults/fault.ts";
import { openSession, type SessionParts } from "../../../../engine/run-session.ts";
import { refused } from "../../../../engine/faults/kinds/link.ts";
import { contextOf, PlayedCluster } from "./played-cluster.ts";

it("is lifted, and ends its part of the drill alone, with the reason", async () => {
  const cluster = new PlayedCluster();
  const events: NewEvent[] = [];
  const journal = { append: (event: NewEvent) => events.push(event) };
  const watchHarm = async () => "mesh-0 restarted 3 times";
  const quiet = { watchHarm, journal, say: () => undefined, writer: { excerpt: (text: string) => text } };
  const session = openSession({ ...contextOf(cluster), ...quiet } as unknown as SessionParts);
  const faults: Fault[] = [refused({ name: "redis", port: 20_001 })];
  const radius = { links: ["redis"], workloads: {}, pods: {}, data: [] };
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
});
