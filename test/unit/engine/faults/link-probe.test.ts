import { beforeEach, describe, expect, it } from "vitest";
import { inWords, knock } from "../../../../engine/faults/link-probe.ts";
import { contextOf, json, PlayedCluster } from "./played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
});
const look = () => knock(contextOf(cluster), 20_001);

describe("knock", () => {
  it("takes whatever comes back for an answer", async () => {
    expect(await look()).toMatchObject({ kind: "answered" });
    cluster.intervene = () => json(503, { message: "error trying to reach service: EOF" });
    expect(await look()).toMatchObject({ kind: "answered" });
  });

  it("tells refused from silent", async () => {
    cluster.intervene = () => json(503, { message: "dial tcp 10.244.0.9:20001: connect: connection refused" });
    expect(await look()).toEqual({ kind: "refused" });
    cluster.intervene = () => {
      throw new Error("no answer within 5 s");
    };
    expect(await look()).toEqual({ kind: "silent" });
  });

  it("says nothing of a link whose Toxiproxy is away, or that it could not knock at", async () => {
    cluster.intervene = () => json(503, { message: 'no endpoints available for service "toxiproxy"' });
    await expect(look()).rejects.toThrow("Toxiproxy has no pod");
    cluster.intervene = () => {
      throw new Error("connect ECONNREFUSED");
    };
    await expect(look()).rejects.toThrow("ECONNREFUSED");
  });

  it("has words for each", () => {
    expect(inWords({ kind: "answered", afterMs: 4 })).toBe("answered after 4 ms");
    expect(inWords({ kind: "silent" })).toBe("silent");
  });
});
