import { describe, expect, it } from "vitest";
import { faultLeaseLabel, leaseManifest, leaseName, parseLease } from "../../../../engine/faults/fault-lease.ts";
import { chainOf } from "../../../../engine/faults/filter.ts";
import type { UndoOperation } from "../../../../engine/faults/undo.ts";

const undo: UndoOperation[] = [
  { op: "reset-proxy", proxy: "redis" },
  {
    op: "restore-fields",
    workload: { kind: "Deployment", name: "mesh" },
    fields: [
      { path: "/spec/replicas", value: 2 },
      { path: "/spec/paused", value: null },
    ],
  },
  {
    op: "restore-fields",
    workload: { kind: "Pod", name: "osteon-a" },
    fields: [{ path: "/metadata/labels/drill.biowerk~1isolated", value: null }],
  },
  { op: "delete-policies", runId: "Run-1" },
  { op: "flush-chain", chain: chainOf("Run-1") },
];
const lease = {
  runId: "Run-1",
  renewTime: "2026-01-01T00:00:00.000000Z",
  undo,
  filter: {
    watched: { pod: "10.244.0.9", ports: [20_001] },
    cut: { pods: ["10.244.0.7"], networks: ["10.244.0.0/24"] },
  },
};
const manifest = (changes: object = {}) => ({
  ...(leaseManifest(lease, { a: "b" }) as { metadata: object }),
  ...changes,
});

describe("a fault lease", () => {
  it("comes back from the cluster as it was written", () => {
    const read = parseLease(JSON.parse(JSON.stringify(manifest())));
    expect(read).toEqual({ ...lease, chain: chainOf("Run-1"), durationSeconds: 20 });
  });

  it("has a name that Kubernetes takes, and labels to be found by", () => {
    expect(leaseName("Run-1")).toBe("drill-faults-run-1");
    expect(manifest().metadata).toMatchObject({ labels: { a: "b", [faultLeaseLabel]: "Run-1" } });
  });

  it.each<[string, object]>([
    ["that says nothing of undos", { annotations: {} }],
    ["of no run", { labels: {} }],
    [
      "with an undo that no guard knows",
      {
        annotations: {
          "drill.biowerk/undo": '[{"op":"run-command","command":"reboot"}]',
          "drill.biowerk/filter": '{"watched":null,"cut":null}',
        },
      },
    ],
    ["that is no JSON", { annotations: { "drill.biowerk/undo": "[", "drill.biowerk/filter": "" } }],
  ])("is refused %s", (_what, changes) => {
    expect(() => parseLease(manifest({ metadata: { ...manifest().metadata, ...changes } }))).toThrow();
  });
});
