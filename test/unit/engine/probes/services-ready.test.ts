import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { judgeDeployment, podReason } from "../../../../engine/probes/services-ready.ts";

const sinceMs = Date.parse("2026-01-31T12:00:00Z");
const judge = (of: V1Deployment, pods: V1Pod[]) => judgeDeployment("mesh", of, pods, sinceMs);

const deployment = (status: V1Deployment["status"], generation = 2): V1Deployment => ({
  metadata: { generation },
  spec: { replicas: 1, selector: {}, template: {} },
  ...(status === undefined ? {} : { status }),
});

const pod = (container: Record<string, unknown>, conditions: object[] = []): V1Pod => ({
  metadata: { name: "mesh-1" },
  status: {
    phase: "Pending",
    conditions: conditions as never,
    containerStatuses: [{ image: "i", imageID: "", name: "mesh", ready: false, restartCount: 0, ...container }],
  },
});

const up = { observedGeneration: 2, availableReplicas: 1, updatedReplicas: 1 };

describe("judgeDeployment", () => {
  it.each([
    ["before", "2026-01-31T11:59:59Z", true],
    ["after", "2026-01-31T12:00:00Z", false],
  ])("takes a restart %s the time from which they count for what it is", (_when, finishedAt, ok) => {
    const ended = { restartCount: 1, lastState: { terminated: { exitCode: 1, finishedAt: new Date(finishedAt) } } };
    expect(judge(deployment(up), [pod(ended)])).toMatchObject({ available: true, observation: { ok } });
  });

  it("is ok when rolled out and never restarted", () => {
    expect(judge(deployment(up), [pod({})]).observation.ok).toBe(true);
  });

  it("is not ok while only the old generation was seen", () => {
    expect(judge(deployment({ ...up, observedGeneration: 1 }), []).available).toBe(false);
  });

  it("is up but not ok once a container restarted", () => {
    const look = judge(deployment(up), [pod({ restartCount: 2 })]);
    expect(look.available).toBe(true);
    expect(look.observation).toMatchObject({ ok: false, detail: expect.stringContaining("2 restarts") });
  });

  it("names the pod's own reason", () => {
    const waiting = { state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } } };
    const look = judge(deployment({ observedGeneration: 2 }), [pod(waiting)]);
    expect(look.observation.detail).toContain("mesh-1: ImagePullBackOff (no such image)");
  });
});

describe("podReason", () => {
  it("tells the exit code of a crash loop", () => {
    const crashed = {
      restartCount: 3,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1, reason: "Error" } },
    };
    expect(podReason(pod(crashed))).toBe("CrashLoopBackOff, last exit 1 Error, 3 restarts");
  });

  it("falls back to the failing condition", () => {
    const unschedulable = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes" };
    expect(podReason(pod({}, [unschedulable]))).toBe("Unschedulable: 0/1 nodes");
  });
});
