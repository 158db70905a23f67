import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../../../../../toolchain/plugins/kubernetes/objects.ts";
import { podSelector, podTroubles } from "../../../../../../toolchain/plugins/kubernetes/readiness/pods.ts";

function object(spec: object, status: object = {}): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "web-1" }, spec, status };
}

describe("podSelector", () => {
  it("writes labels and expressions as a query", () => {
    const matchExpressions = [
      { key: "tier", operator: "In", values: ["a", "b"] },
      { key: "old", operator: "NotIn", values: ["c"] },
      { key: "on", operator: "Exists" },
      { key: "off", operator: "DoesNotExist" },
    ];
    const selector = { matchLabels: { app: "web" }, matchExpressions };
    expect(podSelector(object({ selector }))).toBe("app=web,tier in (a,b),old notin (c),on,!off");
  });

  it.each([{}, { selector: {} }, { selector: { app: "a-service-has-this" } }])("finds none in %j", (spec) => {
    expect(podSelector(object(spec))).toBeUndefined();
  });
});

describe("podTroubles", () => {
  const container = (state: object, name = "app") => ({ name, ready: false, state });

  it.each([
    [
      { containerStatuses: [container({ waiting: { reason: "ImagePullBackOff", message: "no such image" } })] },
      "pod web-1: container app: ImagePullBackOff: no such image",
    ],
    [
      { containerStatuses: [container({ terminated: { reason: "Error", exitCode: 3 } })] },
      "pod web-1: container app: Error, exit code 3",
    ],
    [
      {
        initContainerStatuses: [container({ terminated: { exitCode: 0 } }, "init")],
        containerStatuses: [container({ running: {} })],
      },
      "pod web-1: container app is not ready",
    ],
    [
      { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes" }] },
      "pod web-1: Unschedulable: 0/1 nodes",
    ],
    [{}, "pod web-1: it is Pending"],
  ])("says why for status %j", (status, line) => {
    expect(podTroubles([object({}, status)])).toEqual([line]);
  });

  it("leaves out what is ready", () => {
    expect(podTroubles([object({}, { phase: "Running", conditions: [{ type: "Ready", status: "True" }] })])).toEqual(
      [],
    );
  });
});
