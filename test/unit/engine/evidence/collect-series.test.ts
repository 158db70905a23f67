import { join } from "node:path";
import type { CoreV1Api } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { collectSeries } from "../../../../engine/evidence/collect-series.ts";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import { readSeries } from "../../../../engine/evidence/series.ts";
import type { HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const metrics = `# HELP circuit_breaker_state state
circuit_breaker_state{service="osteon"} 1
bulkhead_current_usage{service="osteon"} 3
distributed_health_status{service="osteon"} NaN
http_requests_total{handler="/health",method="GET",status="2xx"} 5
`;

const source = (pods: string[], get: (path: string) => HttpAnswer) => ({
  core: {
    listNamespacedPod: async () => ({ items: pods.map((name) => ({ metadata: { name } })) }),
  } as unknown as CoreV1Api,
  get: async (path: string) => get(path),
});

/** What one look leaves. */
async function collected(pods: string[], get: (path: string) => HttpAnswer) {
  const file = join(await temporaryFolder(), "series.ndjson");
  const options = { namespace: "biowerk", file, writer: new EvidenceWriter(), clock: () => 1_000 };
  const gaps = await collectSeries(source(pods, get), options).stop();
  return { gaps, series: (await readSeries(file)).series };
}

describe("collectSeries", () => {
  it("writes the wanted gauges of each pod of mesh, and nothing else", async () => {
    const asked: string[] = [];
    const { gaps, series } = await collected(["mesh-0", "mesh-1"], (path) => {
      asked.push(path);
      return { status: 200, body: metrics };
    });
    const values = {
      circuit_breaker_state: { osteon: 1 },
      bulkhead_current_usage: { osteon: 3 },
      distributed_health_status: {},
    };
    expect(series).toEqual(["mesh-0", "mesh-1"].map((pod) => ({ atMs: 1_000, pod, values })));
    expect(asked[0]).toBe("/api/v1/namespaces/biowerk/pods/mesh-0:8080/proxy/metrics");
    expect(gaps).toEqual([]);
  });

  it("leaves a hole for a pod that does not answer", async () => {
    const { gaps, series } = await collected(["mesh-0", "mesh-1"], (path) =>
      path.includes("mesh-0") ? { status: 503, body: "" } : { status: 200, body: metrics },
    );
    expect(series.map(({ pod }) => pod)).toEqual(["mesh-1"]);
    expect(gaps).toEqual([]);
  });

  it("says why nothing was ever seen", async () => {
    const silent = () => ({ status: 503, body: "" });
    expect((await collected(["mesh-0"], silent)).gaps).toEqual(["series of mesh: /metrics of mesh-0 answered 503"]);
    expect((await collected([], silent)).gaps).toEqual(["series of mesh: no pod of mesh was seen"]);
  });
});
