import { beforeEach, describe, expect, it } from "vitest";
import { chainsGone, guardChains, portTraffic, requireGuard } from "../../../../engine/faults/guard-status.ts";
import { json, namespace, noPatience, PlayedCluster } from "./played-cluster.ts";

const chain = "DRILL-0a1b2c3d";
const counters = { dropped: { "10.244.0.7": 2 }, ports: { "20001": { packets: 5, connects: 1 } } };

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.guards = 2;
  cluster.intervene = ({ path }) => (path.endsWith("/chains") ? json(200, { [chain]: counters }) : undefined);
});

describe("the guards", () => {
  it("say each what their node counts", async () => {
    expect(await guardChains(cluster, namespace)).toEqual(
      new Map([
        ["guard-0", { [chain]: counters }],
        ["guard-1", { [chain]: counters }],
      ]),
    );
  });

  it("together know what came to a link, and count no packet twice that passed two nodes", async () => {
    const passing = {
      dropped: {},
      ports: { "20001": { packets: 3, connects: 1 }, "20002": { packets: 1, connects: 0 } },
    };
    cluster.intervene = ({ path }) => json(200, { [chain]: path.includes("guard-1") ? counters : passing });
    expect(await portTraffic(cluster, namespace, chain)).toEqual(
      new Map([
        [20_001, { packets: 5, connects: 1 }],
        [20_002, { packets: 1, connects: 0 }],
      ]),
    );
    expect(await portTraffic(cluster, namespace, "DRILL-ffffffff")).toEqual(new Map());
  });

  it("must all answer before anything is broken", async () => {
    await requireGuard(cluster, namespace);
    cluster.intervene = ({ path }) => (path.includes("guard-1") ? json(503, {}) : undefined);
    await expect(requireGuard(cluster, namespace)).rejects.toMatchObject({
      code: "fault.no-guard",
      message: expect.stringContaining("guard-1 answered 503"),
    });
    cluster.intervene = () => undefined;
    cluster.guards = 0;
    await expect(requireGuard(cluster, namespace)).rejects.toMatchObject({ code: "fault.no-guard" });
  });

  it.each([{ leaseFormat: "00ff00ff00ff00ff" }, {}])("must read what is written for them, not %j", async (format) => {
    cluster.intervene = ({ path }) =>
      path.endsWith("guard-1:9475/proxy/lease-format") ? json(200, format) : undefined;
    await expect(requireGuard(cluster, namespace)).rejects.toMatchObject({
      code: "fault.no-guard",
      message: expect.stringMatching(
        /the guard guard-1 reads leases of format (00ff00ff00ff00ff|none that it names), not/,
      ),
    });
  });

  it("must be on every node", async () => {
    const three = json(200, { status: { desiredNumberScheduled: 3 } });
    cluster.intervene = ({ path }) => (path.includes("/daemonsets/") ? three : undefined);
    await expect(requireGuard(cluster, namespace)).rejects.toMatchObject({
      code: "fault.no-guard",
      message: expect.stringContaining("2 of 3 nodes have a guard"),
    });
    await expect(chainsGone(cluster, namespace, [chain], noPatience)).rejects.toThrow(/2 of 3 nodes/);
  });
});

describe("chainsGone", () => {
  it("waits until no node has any of them", async () => {
    let looks = 0;
    cluster.intervene = ({ path }) =>
      path.endsWith("/chains") ? json(200, (looks += 1) > 3 ? {} : { [chain]: counters }) : undefined;
    await chainsGone(cluster, namespace, [chain, "DRILL-ffffffff"], { ...noPatience, guardMs: 5_000 });
    expect(looks).toBeGreaterThan(3);
  });

  it("names the nodes that have one", async () => {
    await expect(chainsGone(cluster, namespace, [chain], noPatience)).rejects.toThrow(/guard-0, guard-1/);
  });

  it("takes a guard that does not answer for one that may have it", async () => {
    cluster.intervene = ({ path }) => (path.endsWith("/chains") ? json(500, {}) : undefined);
    await expect(chainsGone(cluster, namespace, [chain], noPatience)).rejects.toThrow(/answered 500/);
  });
});
