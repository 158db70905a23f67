import { describe, expect, it } from "vitest";
import { requireLeased } from "../../../../engine/faults/leased-namespace.ts";
import { contextOf, PlayedCluster } from "./played-cluster.ts";

const labels = { "drill.biowerk/environment": "chaos-1" };
const annotations = { "drill.biowerk/owner": "someone", "drill.biowerk/ttl": "4h" };
const creationTimestamp = new Date("2026-01-31T12:00:00Z");

function look(metadata: object, now = "2026-01-31T15:59:59Z"): Promise<void> {
  const cluster = new PlayedCluster();
  cluster.namespaceMetadata = { creationTimestamp, ...metadata };
  return requireLeased(contextOf(cluster), Date.parse(now));
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

  const renewedAt = (at: string) => ({ labels, annotations: { ...annotations, "drill.biowerk/renewed-at": at } });

  it("counts from the last renewal, else from when the lease was made", async () => {
    await look(renewedAt("2026-01-31T14:00:00.000Z"), "2026-01-31T17:59:59Z");
    await look(
      { labels, annotations: { ...annotations, "drill.biowerk/created": "2026-01-31T13:00:00.000Z" } },
      "2026-01-31T16:59:59Z",
    );
  });

  it.each([
    ["ran out", { labels, annotations }, "ended at 2026-01-31T16:00:00.000Z"],
    ["was renewed, and ran out since", renewedAt("2026-01-31T11:00:00.000Z"), "ended at 2026-01-31T15:00:00.000Z"],
    ["says no time", renewedAt("soon"), "cannot be read"],
    [
      "lasts for nobody knows how long",
      { labels, annotations: { ...annotations, "drill.biowerk/ttl": "4" } },
      "cannot",
    ],
  ])("refuses an environment whose lease %s, and says how to renew it", async (_what, metadata, said) => {
    await expect(look(metadata, "2026-01-31T16:00:00Z")).rejects.toMatchObject({
      code: "fault.lease-expired",
      kind: "usage",
      message: expect.stringContaining(said),
      remedy: expect.stringContaining("drill.biowerk/renewed-at=2026-01-31T16:00:00.000Z"),
    });
  });
});
