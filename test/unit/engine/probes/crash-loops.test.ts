import type { CoreV1Api } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { judgeRestarts, noCrashLoops, type Restarts } from "../../../../engine/probes/crash-loops.ts";
import { contextOf } from "./context.ts";

const sinceMs = 10_000;
const at = (count: number, endedMs: number | null = null, waiting: string | null = null): Restarts[] => [
  { pod: "a", count, waiting, endedMs },
];

describe("judgeRestarts", () => {
  it.each<[string, Restarts[], Restarts[], boolean | null]>([
    ["pods that live on", at(0), at(0), true],
    ["a pod that restarted meanwhile", at(1), at(2), false],
    ["a new pod that restarted", [], at(1), false],
    ["a pod that restarted before anyone looked, though not before the time", at(1, sinceMs), at(1, sinceMs), false],
    ["a pod that restarted long ago", at(1, sinceMs - 1), at(1, sinceMs - 1), true],
    ["a pod that waits to be restarted", at(5, 1), at(5, 1, "CrashLoopBackOff"), false],
    ["a pod that waits for its image", at(0), at(0, null, "ContainerCreating"), true],
    ["no pods", [], [], null],
  ])("%s", (_what, before, after, ok) => {
    expect(judgeRestarts("s", { before, after, sinceMs }).ok).toBe(ok);
  });
});

describe("noCrashLoops", () => {
  const observe = (finishedAt: Date) => {
    const status = {
      restartCount: 1,
      state: { running: {} },
      lastState: { terminated: { exitCode: 137, finishedAt } },
    };
    const listNamespacedPod = async () => ({
      items: [{ metadata: { name: "osteon-a" }, status: { containerStatuses: [status] } }],
    });
    const context = contextOf(() => ({ status: 404, body: "" }));
    const api = { core: { listNamespacedPod } as unknown as CoreV1Api } as ClusterApi;
    return noCrashLoops("crashes", ["osteon"], { sinceMs, spanMs: 0 }).observe({ ...context, api });
  };

  it("counts what crashed before its span, where the pods tell of it", async () => {
    expect(await observe(new Date(sinceMs))).toEqual([{ subject: "osteon", ok: false, detail: "osteon-a 1 restarts" }]);
    expect(await observe(new Date(0))).toMatchObject([{ ok: true, detail: "1 pods, none restarted" }]);
  });
});
