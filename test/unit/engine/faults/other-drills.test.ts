import { expect, it } from "vitest";
import { otherDrillsOver } from "../../../../engine/faults/other-drills.ts";
import { leaseManifest } from "../../../../engine/faults/fault-lease.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";

const lease = (runId: string, undo: object[]) => ({
  ...leaseManifest({ runId, renewTime: "", undo: undo as never, filter: { watched: null, cut: null } }, {}),
});
const broken = [{ op: "reset-proxy", proxy: "redis" }];

/** What comes of waiting where these leases are found, one list at each look. */
async function waited(...looks: object[][]) {
  let n = 0;
  const api = { write: async () => ({ items: looks[Math.min(n++, looks.length - 1)] }) } as unknown as ClusterApi;
  await otherDrillsOver(api, "n", "own", { guardMs: 20, everyMs: 1 });
  return n;
}

it("waits until the faults of another drill are lifted", async () => {
  expect(await waited([lease("dead", broken)], [lease("dead", broken)], [])).toBe(3);
});

it("does not mind its own faults, or another drill that has none in force", async () => {
  expect(await waited([lease("own", broken), lease("idle", [])])).toBe(1);
});

it("refuses where they stay, and names the drill", async () => {
  await expect(waited([lease("other", broken)])).rejects.toThrow(/another drill's faults.*other/);
});
