import type { CoreV1Api } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { LiveBudget } from "../../../../engine/faults/live-budget.ts";
import { crashLoop, watchLive } from "../../../../engine/faults/live-watch.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";

const container = (pod: string, count: number) => ({ pod, count, waiting: null, endedMs: null });

/** A cluster whose one pod has restarted so often, at each look. */
function contextOf(counts: (number | "away")[]): ProbeContext {
  let looks = 0;
  const listNamespacedPod = async () => {
    const count = counts[Math.min(looks++, counts.length - 1)];
    if (count === "away") throw new Error("connect ECONNREFUSED");
    return { items: [{ metadata: { name: "mesh-0" }, status: { containerStatuses: [{ restartCount: count }] } }] };
  };
  const api = { core: { listNamespacedPod } as unknown as CoreV1Api };
  return { api, environment: { namespace: "n", workloads: ["mesh"] } } as ProbeContext;
}

const watch = (counts: (number | "away")[], most = 20) => {
  const over = new AbortController();
  let pauses = 0;
  const pause = async () => {
    await new Promise(setImmediate);
    if (++pauses >= most) over.abort();
  };
  return watchLive(contextOf(counts), new LiveBudget([], 0), over.signal, pause);
};

describe("watchLive", () => {
  it("tells of a container that restarts again and again", async () => {
    expect(await watch([1, 2, 3, 4])).toEqual({
      ok: false,
      detail: "mesh-0 restarted 3 times while the fault was in force",
    });
  });

  it("ends with nothing to tell where all is well", async () => {
    expect(await watch([1, 2])).toBeUndefined();
    expect(await watch([1, "away"])).toBeUndefined();
  });

  it("says so where the pods could never be looked at, and does not mind a look that fails", async () => {
    expect(await watch(["away"])).toMatchObject({ ok: null });
    expect(await watch(["away", 5, 8])).toMatchObject({ ok: false });
  });
});

it("compares each pod with itself, and a new one with none", () => {
  expect(crashLoop([container("a", 7)], [container("a", 9), container("b", 2)])).toBeUndefined();
  expect(crashLoop([], [container("b", 3)])).toContain("b restarted 3 times");
});
