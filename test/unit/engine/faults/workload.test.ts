import { describe, expect, it } from "vitest";
import { patchOf, recordFields, workloadPath } from "../../../../engine/faults/workload.ts";

const deployment = { spec: { replicas: 2, template: { metadata: { annotations: { "a/b": "c" } } } } };

describe("recordFields", () => {
  it("records what stands at each path, null where nothing does", () => {
    const paths = ["/spec/replicas", "/spec/template/metadata/annotations/a~1b", "/spec/paused", "/status/x"];
    expect(recordFields(deployment, paths)).toEqual([
      { path: paths[0], value: 2 },
      { path: paths[1], value: "c" },
      { path: paths[2], value: null },
      { path: paths[3], value: null },
    ]);
  });
});

describe("patchOf", () => {
  it("sets a field whether or not it is there, and removes one that was not", () => {
    expect(
      patchOf([
        { path: "/spec/replicas", value: 2 },
        { path: "/spec/paused", value: null },
      ]),
    ).toEqual([
      { op: "add", path: "/spec/replicas", value: 2 },
      { op: "add", path: "/spec/paused", value: null },
      { op: "remove", path: "/spec/paused" },
    ]);
  });
});

describe("workloadPath", () => {
  it("leads to the workload in its namespace", () => {
    expect(workloadPath("ns", { kind: "HorizontalPodAutoscaler", name: "mesh" })).toBe(
      "/apis/autoscaling/v2/namespaces/ns/horizontalpodautoscalers/mesh",
    );
    expect(workloadPath("ns", { kind: "Pod", name: "osteon-a" })).toBe("/api/v1/namespaces/ns/pods/osteon-a");
  });
});
