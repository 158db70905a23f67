import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../../../../../toolchain/plugins/kubernetes/objects.ts";
import {
  daemonSetReadiness,
  deploymentReadiness,
  statefulSetReadiness,
} from "../../../../../../toolchain/plugins/kubernetes/readiness/workloads.ts";

function object(spec: object, status: object, generation = 2): KubeObject {
  return { apiVersion: "apps/v1", kind: "Any", metadata: { name: "web", generation }, spec, status };
}

const ready = { state: "ready" };
const waiting = (why: string) => ({ state: "waiting", why: expect.stringContaining(why) });

describe("a Deployment", () => {
  const done = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  const stuck = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "timed out" };

  it.each([
    ["the rollout is complete", { replicas: 3 }, done, ready],
    ["it should have no replica", { replicas: 0 }, { observedGeneration: 2 }, ready],
    ["it is paused", { replicas: 3, paused: true }, {}, ready],
    ["nobody has looked at it", { replicas: 3 }, {}, waiting("controller")],
    [
      "only an older generation was looked at",
      { replicas: 3 },
      { ...done, observedGeneration: 1 },
      waiting("controller"),
    ],
    ["replicas are missing", { replicas: 3 }, { ...done, updatedReplicas: 2 }, waiting("2 of 3 replicas are updated")],
    ["old replicas are left", { replicas: 3 }, { ...done, replicas: 4 }, waiting("1 old")],
    [
      "some are not available",
      { replicas: 3 },
      { ...done, availableReplicas: 1 },
      waiting("1 of 3 replicas are available"),
    ],
    ["one replica is meant", {}, { ...done, updatedReplicas: 1, replicas: 1, availableReplicas: 0 }, waiting("0 of 1")],
    [
      "the controller gave up",
      { replicas: 3 },
      { ...done, availableReplicas: 1, conditions: [stuck] },
      { state: "failed", why: "ProgressDeadlineExceeded: timed out" },
    ],
  ])("where %s", (_, spec, status, expected) => {
    expect(deploymentReadiness(object(spec, status))).toEqual(expected);
  });
});

describe("a StatefulSet", () => {
  const done = {
    observedGeneration: 2,
    readyReplicas: 3,
    updatedReplicas: 3,
    currentRevision: "b",
    updateRevision: "b",
  };
  const partition = { updateStrategy: { rollingUpdate: { partition: 2 } } };

  it.each([
    ["all is updated and ready", { replicas: 3 }, done, ready],
    ["some are not ready", { replicas: 3 }, { ...done, readyReplicas: 2 }, waiting("2 of 3 replicas are ready")],
    ["some are old", { replicas: 3 }, { ...done, updatedReplicas: 1, currentRevision: "a" }, waiting("1 of 3")],
    ["the old revision still counts", { replicas: 3 }, { ...done, currentRevision: "a" }, waiting("rollout")],
    [
      "a partition holds the others back",
      { replicas: 3, ...partition },
      { ...done, updatedReplicas: 1, currentRevision: "a" },
      ready,
    ],
    [
      "somebody else deletes pods",
      { replicas: 3, updateStrategy: { type: "OnDelete" } },
      { ...done, updatedReplicas: 0 },
      ready,
    ],
    ["nobody has looked at it", { replicas: 0 }, {}, waiting("controller")],
  ])("where %s", (_, spec, status, expected) => {
    expect(statefulSetReadiness(object(spec, status))).toEqual(expected);
  });
});

describe("a DaemonSet", () => {
  const done = { observedGeneration: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 };

  it.each([
    ["every node has its pod", {}, done, ready],
    ["there is no node", {}, { observedGeneration: 2 }, ready],
    ["one is old", {}, { ...done, updatedNumberScheduled: 1 }, waiting("1 of 2 pods are updated")],
    ["one is not available", {}, { ...done, numberAvailable: 1 }, waiting("1 of 2 pods are available")],
    [
      "somebody else deletes pods",
      { updateStrategy: { type: "OnDelete" } },
      { ...done, updatedNumberScheduled: 0 },
      ready,
    ],
    ["nobody has looked at it", {}, {}, waiting("controller")],
  ])("where %s", (_, spec, status, expected) => {
    expect(daemonSetReadiness(object(spec, status))).toEqual(expected);
  });
});
