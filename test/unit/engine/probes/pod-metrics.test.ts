import { describe, expect, it } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { podMetrics } from "../../../../engine/probes/pod-metrics.ts";
import { contextWith } from "./pods.ts";

describe("podMetrics", () => {
  it("asks each pod of the service by itself", async () => {
    const context = contextWith({ mesh: { "mesh-0": "a 1", "mesh-1": "a 2" }, osteon: { "osteon-0": "a 3" } });
    const found = [...(await podMetrics(context, "mesh"))].map(([pod, samples]) => [pod, samples[0]?.value]);
    expect(found).toEqual([
      ["mesh-0", 1],
      ["mesh-1", 2],
    ]);
  });

  it("fails where one does not tell them: the rest is not the whole", async () => {
    const context = contextWith({ mesh: { "mesh-0": "a 1" } });
    const api = { ...context.api, get: async () => ({ status: 500, body: "" }) } as unknown as ClusterApi;
    await expect(podMetrics({ ...context, api }, "mesh")).rejects.toThrow("/metrics of mesh-0 answered 500");
  });
});
