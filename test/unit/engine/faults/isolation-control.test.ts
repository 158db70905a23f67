import { beforeEach, describe, expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { withFaultControl } from "../../../../engine/faults/fault-control.ts";
import { leaseSeconds } from "../../../../engine/faults/fault-lease.ts";
import type { InForce, Injection } from "../../../../engine/faults/in-force.ts";
import { podsCut } from "../../../../engine/faults/kinds/pods-cut.ts";
import { deleteLease, findLeases } from "../../../../engine/faults/lease-store.ts";
import { performUndo } from "../../../../engine/faults/perform-undo.ts";
import { Guard } from "../../../../engine/guard/guard.ts";
import { json, namespace, noPatience, pod } from "./played-cluster.ts";
import { PolicedCluster, policedContextOf } from "./policed-cluster.ts";

let cluster: PolicedCluster;
let events: NewEvent[];
let guard: Guard;
beforeEach(() => {
  cluster = new PolicedCluster();
  cluster.pods.push(
    pod("osteon", "osteon-a", "10.244.0.7"),
    pod("osteon", "osteon-b", "10.244.0.8"),
    pod("myocyte", "myocyte-a", "10.244.0.10"),
  );
  events = [];
  guard = new Guard(
    {
      leases: async () => (await findLeases(cluster, namespace)).leases,
      undo: (operation) => performUndo(operation, cluster, namespace),
      release: ({ runId }) => deleteLease(cluster, namespace, runId),
    },
    { chains: async () => new Map(), put: async () => undefined, remove: async () => undefined },
    () => undefined,
  );
});

const radius = { links: [], workloads: { osteon: 1, myocyte: 1 }, pods: { osteon: 2, myocyte: 1 }, data: [] };
const inForce = (
  injection: Partial<Injection>,
  body: (seen: InForce) => Promise<void>,
  context = policedContextOf(cluster),
) =>
  withFaultControl(
    context,
    { append: (event) => void events.push(event), close: () => undefined },
    (held) => held.inForce({ faults: [podsCut("osteon", 1)], radius, armed: true, ...injection }, body),
    noPatience,
  );
const nothingIsLeft = () => {
  expect([cluster.policies.size, cluster.labelled, cluster.leases.size]).toEqual([0, [], 0]);
};
const left = () => events.flatMap((event) => (event.type === "fault-lifted" ? [event.left] : []));

describe("pods that policies isolate, in force", () => {
  it("are recorded, seen and lifted like every fault", async () => {
    await inForce({}, async ({ proven }) => {
      expect(proven).toBe(true);
      expect(cluster.isolated).toEqual(["osteon-a"]);
    });
    expect(left()).toEqual([[]]);
    nothingIsLeft();
  });

  it("may be those of several workloads at once, each proven by itself", async () => {
    await inForce({ faults: [podsCut("osteon", "all"), podsCut("myocyte", "all")] }, async ({ effects }) => {
      expect(effects.map(({ subject, ok }) => [subject, ok])).toEqual([
        ["osteon-cut", true],
        ["myocyte-cut", true],
      ]);
      expect(cluster.isolated).toEqual(["osteon-a", "osteon-b", "myocyte-a"]);
    });
    expect(left()).toEqual([[], []]);
    nothingIsLeft();
  });

  it("are lifted by the guard alone once the drill falls silent", async () => {
    const silent = inForce({}, async () => {
      await guard.look(() => 0);
      expect(cluster.isolated).toEqual(["osteon-a"]);
      await guard.look(() => 1_000 * leaseSeconds);
      await guard.liftSilent();
      nothingIsLeft();
    });
    // The drill, which lives here all the same, says that its fault is gone.
    await expect(silent).rejects.toMatchObject({ code: "fault.vanished" });
    nothingIsLeft();
  });

  it("are not proven without injection, without enforcement, or without anyone who watches", async () => {
    const unproven = async ({ proven }: InForce) => expect(proven).toBe(false);
    await inForce({ armed: false }, unproven);
    expect(cluster.log.filter((entry) => entry.startsWith("POST /apis/networking"))).toEqual([]);
    await inForce({}, unproven, policedContextOf(cluster, { observability: null }));
    cluster.enforced = false;
    await inForce({}, unproven);
    expect(left()).toEqual([[], [], []]);
    nothingIsLeft();
  });

  it("are named where a label cannot be taken from a pod", async () => {
    const failing = inForce({}, async () => {
      cluster.intervene = ({ method, path }) =>
        method === "PATCH" && path.includes("/pods/") ? json(500, {}) : undefined;
    });
    await expect(failing).rejects.toMatchObject({
      code: "fault.not-lifted",
      message: expect.stringMatching(/osteon-a still has the label .*restore-fields: .*500/),
    });
    expect(cluster.policies.size).toBe(0);
    expect(cluster.leases.size).toBe(1);
  });
});
