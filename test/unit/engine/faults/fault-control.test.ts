import { beforeEach, describe, expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Journal } from "../../../../engine/evidence/journal.ts";
import type { Fault } from "../../../../engine/faults/fault.ts";
import { type FaultControl, withFaultControl } from "../../../../engine/faults/fault-control.ts";
import type { InForce, Injection } from "../../../../engine/faults/in-force.ts";
import { hung, refused } from "../../../../engine/faults/kinds/link.ts";
import { podsCut } from "../../../../engine/faults/kinds/pods-cut.ts";
import { contextOf, json, noPatience, pod, PlayedCluster } from "./played-cluster.ts";

const redis = { name: "redis", port: 20_001 };
const postgres = { name: "postgres", port: 20_002 };
const radius = { links: ["redis", "postgres"], workloads: { osteon: 0.5 }, pods: { osteon: 2 }, data: [] };
const leaseName = "drill-faults-chaos-1-run";

let cluster: PlayedCluster;
let events: NewEvent[];
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.pods.push(pod("osteon", "osteon-a", "10.244.0.7"), pod("osteon", "osteon-b", "10.244.0.8"));
  events = [];
});

const journal: Journal = {
  append: (event) => {
    events.push(event);
    cluster.log.push(`journal ${event.type}`);
  },
  close: () => undefined,
};
const control = (body: (control: FaultControl) => Promise<void>) =>
  withFaultControl(contextOf(cluster), journal, body, noPatience);
const inForce = (
  injection: Partial<Injection>,
  body: (seen: InForce) => Promise<void> = async () => undefined,
): Promise<void> =>
  control((held) => held.inForce({ faults: [refused(redis)], radius, armed: true, ...injection }, body));

const position = (entry: string) => cluster.log.findIndex((each) => each.includes(entry));
const lastPosition = (entry: string) => cluster.log.findLastIndex((each) => each.includes(entry));
const changes = () => cluster.log.filter((entry) => !entry.startsWith("GET"));
const isWhole = () =>
  cluster.leases.size === 0 &&
  [...cluster.proxies.values()].every(({ enabled, toxics }) => enabled && toxics.length === 0);
const left = () => events.flatMap((event) => (event.type === "fault-lifted" ? [event.left] : []));

describe("faults in force", () => {
  it("are journalled, then on the lease, then injected, then seen; and lifted before they leave the lease", async () => {
    await inForce({}, async ({ proven, effects }) => {
      cluster.log.push("body");
      expect(proven).toBe(true);
      expect(effects).toMatchObject([{ subject: "redis-refused", ok: true }]);
      expect(cluster.faultyLeases).toEqual([leaseName]);
    });
    expect(changes()).toEqual([
      "POST /apis/coordination.k8s.io/v1/leases",
      "journal fault-planned",
      `PATCH /apis/coordination.k8s.io/v1/leases/${leaseName}`,
      "journal fault-injected",
      "POST /api/v1/services/http:toxiproxy:8474/proxy/proxies/redis",
      "body",
      `PATCH /apis/coordination.k8s.io/v1/leases/${leaseName}`,
      "POST /api/v1/services/http:toxiproxy:8474/proxy/proxies/redis",
      "journal fault-undone",
      `PATCH /apis/coordination.k8s.io/v1/leases/${leaseName}`,
      "journal fault-lifted",
      `DELETE /apis/coordination.k8s.io/v1/leases/${leaseName}`,
    ]);
    expect(left()).toEqual([[]]);
    expect(isWhole()).toBe(true);
  });

  it("may be several, each journalled with its own undo, and the lease with all", async () => {
    await inForce({ faults: [refused(redis), hung(postgres)] }, async () => {
      expect(cluster.proxies.get("redis")?.enabled).toBe(false);
      expect(cluster.proxies.get("postgres")?.toxics).toHaveLength(1);
    });
    const planned = events.filter((event) => event.type === "fault-planned");
    expect(planned.map(({ undo }) => undo)).toEqual([
      [{ op: "reset-proxy", proxy: "redis" }],
      [{ op: "reset-proxy", proxy: "postgres" }],
    ]);
    expect(isWhole()).toBe(true);
  });

  it("may overlap: what both undo is undone once, and they are gone", async () => {
    await inForce({ faults: [hung(redis), { ...hung(redis), name: "again", inject: async () => undefined }] });
    expect(cluster.log.filter((entry) => entry.startsWith("DELETE /api/v1/services"))).toHaveLength(1);
    expect(isWhole()).toBe(true);
  });

  it("cut pods off for as long as the lease asks for it", async () => {
    await inForce({ faults: [podsCut("osteon", 1)] }, async ({ proven }) => expect(proven).toBe(true));
    expect(left()).toEqual([[]]);
    expect(isWhole()).toBe(true);
  });

  it("cut a set of pods off at once, each proven and lifted by itself", async () => {
    cluster.pods.push(pod("myocyte", "myocyte-a", "10.244.0.10"));
    const wide = { ...radius, workloads: { osteon: 1, myocyte: 1 }, pods: { osteon: 2, myocyte: 1 } };
    const faults = [podsCut("osteon", "all"), podsCut("myocyte", "all")];
    await inForce({ faults, radius: wide }, async ({ proven, effects }) => {
      expect(proven).toBe(true);
      expect(effects.map(({ subject, ok }) => [subject, ok])).toEqual([
        ["osteon-cut", true],
        ["myocyte-cut", true],
      ]);
    });
    expect(left()).toEqual([[], []]);
    expect(isWhole()).toBe(true);
  });

  it("follow one after the other on one lease", async () => {
    await control(async (held) => {
      await held.inForce({ faults: [refused(redis)], radius, armed: true }, async () => undefined);
      await held.inForce({ faults: [hung(redis)], radius, armed: true }, async () => undefined);
    });
    expect(left()).toEqual([[], []]);
    expect(isWhole()).toBe(true);
  });

  it("tell what came to each link", async () => {
    let packets: number | undefined;
    await control(async ({ traffic }) => void (packets = (await traffic()).get(20_001)?.packets));
    expect(packets).toBe(cluster.packets);
  });
});

describe("without injection", () => {
  it("all goes on as with it, but the effect is not seen", async () => {
    await inForce({ armed: false }, async ({ proven }) => {
      expect(proven).toBe(false);
      expect(cluster.proxies.get("redis")?.enabled).toBe(true);
    });
    expect(events).toContainEqual({ type: "fault-injected", fault: "redis-refused", armed: false });
    expect(left()).toEqual([[]]);
  });

  it("no pod is cut off", async () => {
    await inForce({ faults: [podsCut("osteon", 1)], armed: false }, async ({ proven }) => expect(proven).toBe(false));
  });

  it("a fault that does not take is told from one that does", async () => {
    const idle: Fault = { ...refused(redis), inject: async () => undefined };
    await inForce({ faults: [idle] }, async ({ proven, effects }) => {
      expect(proven).toBe(false);
      expect(effects).toMatchObject([{ ok: null, detail: expect.stringContaining("answered") }]);
    });
  });
});

describe("nothing is done", () => {
  const untouched = () => {
    expect(events).toEqual([]);
    expect(cluster.log.filter((entry) => entry.includes("toxiproxy"))).toEqual([]);
    expect(cluster.leases.size).toBe(0);
  };

  it("to what was not declared", async () => {
    const narrow = { ...radius, links: ["postgres"] };
    await expect(inForce({ radius: narrow })).rejects.toMatchObject({ code: "fault.blast-radius" });
    untouched();
  });

  it("to whatever a selector for all would take", async () => {
    const wide = { ...radius, workloads: { "*": 1 }, pods: { "*": 9 } };
    await expect(inForce({ faults: [podsCut("*", 9)], radius: wide })).rejects.toMatchObject({
      code: "fault.selector",
    });
    untouched();
  });

  it("in a namespace that does not carry our lease", async () => {
    cluster.namespaceMetadata = {};
    await expect(inForce({})).rejects.toMatchObject({ code: "fault.not-ours" });
    untouched();
  });

  it("where no guard would lift it", async () => {
    cluster.guards = 0;
    await expect(inForce({})).rejects.toMatchObject({ code: "fault.no-guard" });
    untouched();
  });

  it("where the lease cannot be written", async () => {
    cluster.intervene = ({ method, path }) =>
      method === "POST" && path.endsWith("/leases") ? json(403, {}) : undefined;
    await expect(inForce({})).rejects.toMatchObject({ code: "fault.lease" });
    untouched();
  });

  it("where the lease takes no undo: the fault was planned, and never injected", async () => {
    cluster.intervene = ({ method }) => (method === "PATCH" ? json(500, {}) : undefined);
    await expect(inForce({})).rejects.toMatchObject({ code: "fault.lease" });
    expect(events.map(({ type }) => type)).toEqual(["fault-planned", "fault-undone", "fault-lifted"]);
  });
});

describe("whatever happens, faults are lifted", () => {
  const broken = new Error("the drill broke");

  it("when the body throws, whose error is passed on", async () => {
    await expect(inForce({}, () => Promise.reject(broken))).rejects.toBe(broken);
    expect(isWhole()).toBe(true);
  });

  it("when an injection fails half way", async () => {
    const failing: Fault = { ...hung(postgres), inject: () => Promise.reject(broken) };
    await expect(inForce({ faults: [refused(redis), failing] })).rejects.toBe(broken);
    expect(isWhole()).toBe(true);
  });

  it("when one undo fails: the others are performed, and what is left stays on the lease and is named", async () => {
    const failing = inForce({ faults: [refused(redis), refused(postgres)] }, async () => {
      cluster.intervene = ({ method, path }) =>
        method === "POST" && path.endsWith("/proxies/postgres") ? json(500, { message: "out of order" }) : undefined;
    });
    await expect(failing).rejects.toMatchObject({
      code: "fault.not-lifted",
      message: expect.stringMatching(/postgres: disabled.*reset-proxy: .*500/),
    });
    expect(cluster.proxies.get("redis")?.enabled).toBe(true);
    expect(cluster.faultyLeases).toEqual([leaseName]);
    expect(events.map(({ type }) => type)).not.toContain("fault-undone");
  });

  it("when the body throws and an undo fails: what is left matters more, and the first error is its cause", async () => {
    const failing = inForce({}, async () => {
      cluster.intervene = ({ path }) => (path.endsWith("/proxies/redis") ? json(500, {}) : undefined);
      throw broken;
    });
    await expect(failing).rejects.toMatchObject({ code: "fault.not-lifted", cause: broken });
  });

  it("when the restored proof cannot be had, that counts as not lifted", async () => {
    const blind: Fault = { ...refused(redis), restored: () => Promise.reject(new Error("away")) };
    await expect(inForce({ faults: [blind] })).rejects.toMatchObject({
      code: "fault.not-lifted",
      message: expect.stringContaining("redis-refused: away"),
    });
    expect(left()).toEqual([["redis-refused: away"]]);
    expect(cluster.faultyLeases).toEqual([leaseName]);
  });

  it("when the guard's chain stays, that is an error of its own", async () => {
    const staying = control(async () => {
      cluster.intervene = ({ method, path }) =>
        method === "DELETE" && path.includes("/leases/") ? json(200, {}) : undefined;
    });
    await expect(staying).rejects.toMatchObject({ code: "wait.timeout" });
  });
});

describe("a fault that goes by itself", () => {
  it("ends the drill with an error: a Toxiproxy that was restarted is clean", async () => {
    const restarted = inForce(
      {},
      async () => void cluster.proxies.set("redis", { name: "redis", enabled: true, toxics: [] }),
    );
    await expect(restarted).rejects.toMatchObject({ code: "fault.vanished", kind: "environment" });
    expect(left()).toEqual([[]]);
    expect(isWhole()).toBe(true);
  });
});

describe("a lease that is lost", () => {
  const stop = async () => {
    cluster.leases.clear();
    // What the drill would be told at its next renewal.
    cluster.log.push("stopped");
  };

  it("ends the drill with the reason when it next writes to it", async () => {
    const stopped = control(async (held) => {
      await stop();
      await held.inForce({ faults: [refused(redis)], radius, armed: true }, async () => undefined);
    });
    await expect(stopped).rejects.toMatchObject({ code: "fault.stopped" });
    expect(position("journal fault-injected")).toBe(-1);
    expect(isWhole()).toBe(true);
  });

  it("does not keep the faults from being lifted", async () => {
    const broken = new Error("the drill broke");
    const stopped = inForce({}, async () => {
      await stop();
      throw broken;
    });
    await expect(stopped).rejects.toBe(broken);
    expect(lastPosition("/proxies/redis")).toBeGreaterThan(position("stopped"));
    expect(isWhole()).toBe(true);
  });
});
