import { beforeEach, describe, expect, it } from "vitest";
import { endpointsOf } from "../../../../engine/faults/endpoints.ts";
import { contextOf, json, PlayedCluster } from "./played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
});
const answered = (items: object[]) => {
  cluster.intervene = () => json(200, { items });
  return endpointsOf(contextOf(cluster), "mesh");
};

describe("the endpoints of a service", () => {
  it("are pods by their uid, of all its slices", async () => {
    const endpoint = (uid: string) => ({ addresses: ["10.244.0.7"], targetRef: { kind: "Pod", uid } });
    const items = [{ endpoints: [endpoint("a"), { addresses: ["192.0.2.1"] }] }, { endpoints: [endpoint("b")] }];
    expect(await answered(items)).toEqual(new Set(["a", "b"]));
  });

  it("may be none", async () => {
    expect(await answered([{ endpoints: null }])).toEqual(new Set());
  });

  it("are unknown where there is no slice, or no answer", async () => {
    await expect(answered([])).rejects.toThrow(/no endpoint slice/);
    cluster.intervene = () => json(403, {});
    await expect(endpointsOf(contextOf(cluster), "mesh")).rejects.toThrow(/answered 403/);
  });
});
