import type { AppsV1Api, CoreV1Api } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { rescales } from "../../../../engine/probes/autoscaling.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { contextOf } from "./context.ts";

const sinceMs = Date.parse("2026-01-31T12:00:00.700Z");
const event = (size: number, at: string) => ({
  message: `New size: ${size}; reason: cpu resource above target`,
  lastTimestamp: new Date(at),
});
const added = event(4, "2026-01-31T12:00:00Z");

function observe({ events, availableReplicas = 3 }: { events: object[] | null; availableReplicas?: number }) {
  const scaler = { spec: { minReplicas: 2, maxReplicas: 4 }, status: { currentReplicas: 2, desiredReplicas: 4 } };
  const api = {
    get: async () => (events === null ? { status: 404, body: "" } : { status: 200, body: JSON.stringify(scaler) }),
    core: { listNamespacedEvent: async () => ({ items: events ?? [] }) } as unknown as CoreV1Api,
    apps: { readNamespacedDeployment: async () => ({ status: { availableReplicas } }) } as unknown as AppsV1Api,
  } as unknown as ClusterApi;
  return rescales("rescaled", "mesh", { sinceMs, withinMs: 0 }).observe({
    ...contextOf(() => ({ status: 404, body: "" })),
    api,
  });
}

describe("an autoscaler", () => {
  it("is seen to add pods by its event and by pods that are available", async () => {
    expect(await observe({ events: [added] })).toMatchObject([
      { ok: true, detail: expect.stringContaining("3 pods available, 4 wanted, 2 at least; New size: 4") },
    ]);
  });

  it.each<[string, Parameters<typeof observe>[0]]>([
    ["nothing was added", { events: [] }],
    ["only an earlier run added pods", { events: [event(4, "2026-01-31T11:59:59Z")] }],
    ["pods were only taken away", { events: [event(2, "2026-01-31T12:00:09Z")] }],
    ["none of those that were added is available", { events: [added], availableReplicas: 2 }],
  ])("is not where %s", async (_what, given) => {
    expect(await observe(given)).toMatchObject([{ ok: false }]);
  });

  it("shows nothing where there is none", async () => {
    expect(await observe({ events: null })).toMatchObject([{ ok: null }]);
  });
});
