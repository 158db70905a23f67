import { stat } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaseAnnotations } from "../../../../components/labels.ts";
import { homeOf } from "../../../../engine/environment/home.ts";
import { configOf, listLeases, readLease, renewLease } from "../../../../engine/environment/record.ts";
import { parseStackConfig } from "../../../../stacks/config.ts";
import { ownState, recorded, someLease } from "./leases.ts";

let removeState: () => Promise<void>;
beforeEach(async () => {
  removeState = await ownState();
});
afterEach(() => removeState());

describe("a lease record", () => {
  it("is read as it was written, by its owner alone", async () => {
    const lease = await recorded();
    expect(readLease(lease.id)).toEqual(lease);
    expect((await stat(homeOf(lease.id).record)).mode & 0o777).toBe(0o600);
  });

  it("is renewed by every change", async () => {
    const lease = await recorded();
    const renewedAt = "2026-01-31T13:00:00.000Z";
    renewLease(lease.id, { status: "up" }, new Date(renewedAt));
    expect(readLease(lease.id)).toEqual({ ...lease, status: "up", renewedAt });
  });

  it("lies on the environment's namespace too", () => {
    const config = { environmentId: "smoke-1", owner: "someone", ttl: "2h", referenceImage: "r:1" };
    const { lease } = parseStackConfig(configOf(someLease({ config })));
    expect(leaseAnnotations(lease)).toEqual({
      "drill.biowerk/owner": "someone",
      "drill.biowerk/ttl": "2h",
      "drill.biowerk/created": "2026-01-31T12:00:00.000Z",
      "drill.biowerk/renewed-at": "2026-01-31T12:00:00.000Z",
    });
  });
});

it("environments are listed oldest first", async () => {
  await recorded({ id: "b", createdAt: "2026-01-31T12:00:00.000Z" });
  await recorded({ id: "a", createdAt: "2026-01-31T13:00:00.000Z" });
  expect((await listLeases()).map(({ id }) => id)).toEqual(["b", "a"]);
});
