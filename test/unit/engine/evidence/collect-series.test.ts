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
bulkhead_wait_seconds_bucket{service="osteon",le="+Inf"} 7
bulkhead_wait_seconds_sum{service="osteon"} 0.5
bulkhead_wait_seconds_count{service="osteon"} 7
http_requests_total{handler="/health",method="GET",status="2xx"} 5
`;

interface SomePod {
  name: string;
  service: string;
  ready?: boolean;
  going?: boolean;
}

const podOf = ({ name, service, ready = true, going = false }: SomePod) => ({
  metadata: {
    name,
    labels: { "app.kubernetes.io/name": service },
    ...(going ? { deletionTimestamp: new Date(0) } : {}),
  },
  status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
});

const source = (pods: SomePod[], get: (path: string) => HttpAnswer) => ({
  core: { listNamespacedPod: async () => ({ items: pods.map(podOf) }) } as unknown as CoreV1Api,
  get: async (path: string) => get(path),
});

const mesh = (name: string): SomePod => ({ name, service: "mesh" });
const agents = ["nucleus", "osteon", "myocyte"].map((service): SomePod => ({ name: `${service}-0`, service }));

/** What one look leaves. */
async function collected(pods: SomePod[], get: (path: string) => HttpAnswer) {
  const file = join(await temporaryFolder(), "series.ndjson");
  const options = { namespace: "biowerk", file, writer: new EvidenceWriter(), clock: () => 1_000 };
  const gaps = await collectSeries(source(pods, get), options).stop();
  const { series } = await readSeries(file);
  return {
    gaps,
    series: series.filter(({ pod }) => pod !== "*"),
    counts: series.find(({ pod }) => pod === "*")?.values ?? {},
  };
}

describe("collectSeries", () => {
  it("writes what is wanted of each pod of mesh and of the agents that call stores, and nothing else", async () => {
    const asked: string[] = [];
    const pods = [mesh("mesh-0"), mesh("mesh-1"), ...agents, { name: "synapse-0", service: "synapse" }];
    const { gaps, series } = await collected(pods, (path) => {
      asked.push(path);
      return { status: 200, body: metrics };
    });
    const values = {
      circuit_breaker_state: { osteon: 1 },
      bulkhead_current_usage: { osteon: 3 },
      distributed_health_status: {},
      bulkhead_wait_seconds_sum: { osteon: 0.5 },
      bulkhead_wait_seconds_count: { osteon: 7 },
    };
    const names = ["mesh-0", "mesh-1", "nucleus-0", "osteon-0", "myocyte-0"];
    expect(series).toEqual(names.map((pod) => ({ atMs: 1_000, pod, values })));
    expect(asked[0]).toBe("/api/v1/namespaces/biowerk/pods/mesh-0:8080/proxy/metrics");
    expect(asked[2]).toBe("/api/v1/namespaces/biowerk/pods/nucleus-0:8005/proxy/metrics");
    expect(gaps).toEqual([]);
  });

  it("counts the pods of every service, without those that are going", async () => {
    const osteon = (name: string, more: Partial<SomePod> = {}): SomePod => ({ name, service: "osteon", ...more });
    const pods = [osteon("a"), osteon("b", { ready: false }), osteon("c", { going: true })];
    const { counts } = await collected(pods, () => ({ status: 200, body: metrics }));
    expect(counts).toMatchObject({ pods_running: { osteon: 2, mesh: 0 }, pods_ready: { osteon: 1, mesh: 0 } });
    expect(Object.keys(counts["pods_running"] ?? {})).toHaveLength(7);
  });

  it("leaves a hole for a pod that does not answer", async () => {
    const { gaps, series } = await collected([mesh("mesh-0"), mesh("mesh-1"), ...agents], (path) =>
      path.includes("mesh-0") ? { status: 503, body: "" } : { status: 200, body: metrics },
    );
    expect(series.map(({ pod }) => pod)).toEqual(["mesh-1", "nucleus-0", "osteon-0", "myocyte-0"]);
    expect(gaps).toEqual([]);
  });

  it("says of each service why it was never seen", async () => {
    const silent = () => ({ status: 503, body: "" });
    expect((await collected([mesh("mesh-0"), ...agents.slice(1)], silent)).gaps).toEqual([
      "series of mesh: /metrics of mesh-0 answered 503",
      "series of nucleus: no pod of nucleus was seen",
      "series of osteon: /metrics of osteon-0 answered 503",
      "series of myocyte: /metrics of myocyte-0 answered 503",
    ]);
  });
});
