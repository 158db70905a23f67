import { describe, expect, it } from "vitest";
import type { ClusterApi, HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import { cpuUseOf } from "../../../../engine/probes/cpu-use.ts";
import { contextOf } from "./context.ts";

const podWith = (...cpu: string[]) => ({ containers: cpu.map((each) => ({ usage: { cpu: each, memory: "1Mi" } })) });

function use(answer: HttpAnswer) {
  const asked: string[] = [];
  const api = { get: async (path: string) => (asked.push(path), answer) } as unknown as ClusterApi;
  return cpuUseOf({ ...contextOf(() => answer), api }, "mesh").then((cores) => ({ cores, asked }));
}

describe("CPU that is used", () => {
  it("is that of a pod on average, with all its containers", async () => {
    const items = [podWith("24000000n"), podWith("50m", "30m")];
    const { cores, asked } = await use({ status: 200, body: JSON.stringify({ items }) });
    expect(cores).toBeCloseTo(0.052);
    expect(asked).toEqual([
      "/apis/metrics.k8s.io/v1beta1/namespaces/biowerk/pods?labelSelector=app.kubernetes.io%2Fname%3Dmesh",
    ]);
  });

  it("is unknown where nobody measures it", async () => {
    expect((await use({ status: 404, body: "" })).cores).toBeUndefined();
    expect((await use({ status: 200, body: '{"items":[]}' })).cores).toBeUndefined();
  });
});
