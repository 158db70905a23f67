import { describe, expect, it } from "vitest";
import { assertLease, leaseGrant } from "../../../../components/cluster/lease.ts";

const now = new Date("2026-03-01T12:00:00Z");
const uid = "6f1c1f0e-0000-4000-8000-000000000001";

const granted = (changes: Record<string, string | undefined> = {}) => {
  const annotations: Record<string, string | undefined> = {
    [leaseGrant.owner]: "someone",
    [leaseGrant.expiresAt]: "2026-03-01T13:00:00Z",
    [leaseGrant.clusterUid]: uid,
    ...changes,
  };
  const present = Object.entries(annotations).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { metadata: { annotations: Object.fromEntries(present) } };
};

const refused = (code: string) => expect.objectContaining({ code, kind: "usage" });

describe("assertLease", () => {
  it("accepts a lease of this cluster that has not ended", () => {
    expect(() => assertLease(granted(), now, uid)).not.toThrow();
  });

  it.each(Object.values(leaseGrant))("refuses a cluster without %s", (key) => {
    expect(() => assertLease(granted({ [key]: undefined }), now, uid)).toThrow(refused("lease.missing"));
  });

  it("refuses a cluster without annotations", () => {
    expect(() => assertLease({ metadata: {} }, now, uid)).toThrow(refused("lease.missing"));
    expect(() => assertLease({}, now, uid)).toThrow(refused("lease.missing"));
  });

  it("refuses at the very end of the lease", () => {
    expect(() => assertLease(granted(), new Date("2026-03-01T13:00:00Z"), uid)).toThrow(refused("lease.expired"));
  });

  it("refuses an end that cannot be read", () => {
    expect(() => assertLease(granted({ [leaseGrant.expiresAt]: "soon" }), now, uid)).toThrow(refused("lease.expired"));
  });

  it("refuses a lease that was copied from another cluster", () => {
    expect(() => assertLease(granted(), now, "another")).toThrow(refused("lease.foreign"));
  });

  it("refuses a cluster whose UID is not known, whatever was granted", () => {
    expect(() => assertLease(granted({ [leaseGrant.clusterUid]: "" }), now, "")).toThrow(refused("lease.foreign"));
  });
});
