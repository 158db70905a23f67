import { beforeEach, describe, expect, it } from "vitest";
import { leaseManifest } from "../../../../engine/faults/fault-lease.ts";
import { liftAllFaults } from "../../../../engine/faults/lift-faults.ts";
import type { UndoOperation } from "../../../../engine/faults/undo.ts";
import { json, namespace, noPatience, PlayedCluster } from "./played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
});

function faultOf(runId: string, proxy: string): void {
  const undo: UndoOperation[] = [{ op: "reset-proxy", proxy }];
  const filter = { watched: null, cut: { pods: ["10.244.0.7"], networks: ["10.244.0.0/24"] } };
  const manifest = leaseManifest({ runId, renewTime: "", undo, filter }, {});
  cluster.leases.set(`drill-faults-${runId}`, manifest as never);
  cluster.proxies.set(proxy, { name: proxy, enabled: false, toxics: [] });
}

const isEnabled = (proxy: string) => cluster.proxies.get(proxy)?.enabled;

describe("liftAllFaults", () => {
  it("lifts the faults of every run, then drops their leases", async () => {
    faultOf("a", "redis");
    faultOf("b", "postgres");
    expect(await liftAllFaults(cluster, namespace, noPatience)).toEqual(["a", "b"]);
    expect([isEnabled("redis"), isEnabled("postgres"), cluster.leases.size]).toEqual([true, true, 0]);
    const deletion = cluster.log.findIndex((line) => line.startsWith("DELETE") && line.endsWith("drill-faults-a"));
    const undone = cluster.log.findIndex((line) => line.startsWith("POST") && line.endsWith("/proxies/redis"));
    expect(undone).toBeLessThan(deletion);
  });

  it("finds nothing where there is nothing, with or without a guard", async () => {
    cluster.guards = 0;
    expect(await liftAllFaults(cluster, namespace, noPatience)).toEqual([]);
  });

  it("keeps the lease of what it could not lift, says so, and lifts the rest", async () => {
    faultOf("a", "redis");
    faultOf("b", "postgres");
    cluster.intervene = ({ path }) => (path.endsWith("/proxies/redis") ? json(503, {}) : undefined);
    await expect(liftAllFaults(cluster, namespace, noPatience)).rejects.toMatchObject({
      code: "fault.not-lifted",
      message: expect.stringContaining("a: reset-proxy: "),
    });
    expect([...cluster.leases.keys()]).toEqual(["drill-faults-a"]);
    expect(isEnabled("postgres")).toBe(true);
  });

  it("says which packet filter still has the rules", async () => {
    faultOf("a", "redis");
    const chains = () => json(200, { "DRILL-ca978112": { dropped: { "10.244.0.7": 1 }, ports: {} } });
    cluster.intervene = ({ path }) => (path.endsWith("/chains") ? chains() : undefined);
    await expect(liftAllFaults(cluster, namespace, noPatience)).rejects.toThrow(/DRILL-ca978112.*guard-0/);
  });

  it("names a lease that it cannot read, after it has lifted the others", async () => {
    faultOf("a", "redis");
    cluster.leases.set("odd", { metadata: { name: "odd", labels: {}, annotations: {} }, spec: {} });
    await expect(liftAllFaults(cluster, namespace, noPatience)).rejects.toThrow(/odd: /);
    expect([...cluster.leases.keys()]).toEqual(["odd"]);
  });

  it("does not take an API that is away for one without faults", async () => {
    cluster.intervene = () => json(500, {});
    await expect(liftAllFaults(cluster, namespace, noPatience)).rejects.toThrow(/500/);
  });
});
