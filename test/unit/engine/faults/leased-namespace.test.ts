import { describe, expect, it } from "vitest";
import { requireLeased } from "../../../../engine/faults/leased-namespace.ts";
import { contextOf, PlayedCluster } from "./played-cluster.ts";

const labels = { "drill.biowerk/environment": "chaos-1" };
const annotations = { "drill.biowerk/owner": "someone", "drill.biowerk/ttl": "4h" };

function look(metadata: object): Promise<void> {
  const cluster = new PlayedCluster();
  cluster.namespaceMetadata = metadata;
  return requireLeased(contextOf(cluster));
}

describe("requireLeased", () => {
  it("lets the environment's own namespace pass", async () => {
    await look({ labels, annotations });
  });

  it.each([
    ["nothing of ours", {}],
    ["another environment's lease", { labels: { "drill.biowerk/environment": "chaos-2" }, annotations }],
    ["no lease record", { labels, annotations: {} }],
    ["half a lease record", { labels, annotations: { "drill.biowerk/owner": "someone" } }],
  ])("refuses a namespace with %s", async (_what, metadata) => {
    await expect(look(metadata)).rejects.toMatchObject({ code: "fault.not-ours", kind: "usage" });
  });
});
