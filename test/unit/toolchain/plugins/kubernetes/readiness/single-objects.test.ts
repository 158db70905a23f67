import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../../../../../toolchain/plugins/kubernetes/objects.ts";
import { judgeOf } from "../../../../../../toolchain/plugins/kubernetes/readiness/judges.ts";

function readiness(apiVersion: string, kind: string, status: object, spec: object = {}) {
  const object: KubeObject = { apiVersion, kind, metadata: { name: "a" }, spec, status };
  return judgeOf(object)?.(object);
}

const ready = { state: "ready" };
const waiting = (why: string) => ({ state: "waiting", why: expect.stringContaining(why) });
const failed = (why: string) => ({ state: "failed", why: expect.stringContaining(why) });
const isTrue = (type: string, reason = "", message = "") => ({ type, status: "True", reason, message });

describe("a Job", () => {
  it.each([
    [{ conditions: [isTrue("Complete")] }, {}, ready],
    [{ active: 1, failed: 2 }, {}, waiting("1 pods active, 0 succeeded, 2 failed")],
    [
      { conditions: [isTrue("Failed", "BackoffLimitExceeded", "too often")] },
      {},
      failed("BackoffLimitExceeded: too often"),
    ],
    [{}, { suspend: true }, ready],
    [{ conditions: [{ ...isTrue("Complete"), status: "False" }] }, {}, waiting("not complete")],
  ])("with status %j and spec %j", (status, spec, expected) => {
    expect(readiness("batch/v1", "Job", status, spec)).toEqual(expected);
  });
});

describe("a Pod", () => {
  const unready = {
    type: "Ready",
    status: "False",
    reason: "ContainersNotReady",
    message: "containers with unready status",
  };

  it.each([
    [{ phase: "Running", conditions: [isTrue("Ready")] }, ready],
    [{ phase: "Succeeded" }, ready],
    [{ phase: "Running", conditions: [unready] }, waiting("ContainersNotReady")],
    [{ phase: "Failed", reason: "Evicted", message: "no disk" }, failed("Evicted: no disk")],
    [{}, waiting("Pending")],
  ])("with status %j", (status, expected) => {
    expect(readiness("v1", "Pod", status)).toEqual(expected);
  });
});

describe("a PersistentVolumeClaim", () => {
  it.each([
    [{ phase: "Bound" }, ready],
    [{ phase: "Pending" }, waiting("Pending")],
    [{ phase: "Lost" }, failed("lost")],
  ])("with status %j", (status, expected) => {
    expect(readiness("v1", "PersistentVolumeClaim", status)).toEqual(expected);
  });
});

describe("a Service", () => {
  it.each([
    [{ type: "ClusterIP" }, {}, ready],
    [{ type: "NodePort" }, {}, ready],
    [{}, {}, ready],
    [{ type: "LoadBalancer" }, { loadBalancer: {} }, waiting("no address")],
    [{ type: "LoadBalancer" }, { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } }, ready],
  ])("with spec %j and status %j", (spec, status, expected) => {
    expect(readiness("v1", "Service", status, spec)).toEqual(expected);
  });
});

describe("other kinds", () => {
  it.each([
    ["v1", "ConfigMap"],
    ["v1", "Namespace"],
    ["example.com/v1", "Deployment"],
  ])("%s %s are not waited for", (apiVersion, kind) => {
    expect(judgeOf({ apiVersion, kind })).toBeUndefined();
  });
});
