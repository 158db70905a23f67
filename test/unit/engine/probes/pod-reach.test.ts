import { describe, expect, it } from "vitest";
import { podReach, readReach } from "../../../../engine/probes/pod-reach.ts";
import { json, pod } from "../faults/played-cluster.ts";
import { PolicedCluster, policedContextOf } from "../faults/policed-cluster.ts";

const series = (instance: string, value: string) => ({
  metric: { __name__: "up", instance, job: "biowerk-osteon", service: "osteon" },
  value: [1_700_000_000.123, value],
});

describe("readReach", () => {
  it("has the address of each pod, and whether it was reached", () => {
    const result = [series("10.244.0.7:8001", "0"), series("10.244.0.8:8001", "1"), series("redis-exporter:9121", "1")];
    const reach = readReach(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
    expect(Object.fromEntries(reach)).toEqual({ "10.244.0.7": false, "10.244.0.8": true, "redis-exporter": true });
  });

  it("takes nothing but Prometheus's answer to a query", () => {
    expect(() => readReach('{"status":"error","error":"busy"}')).toThrow();
    expect(() => readReach("<html>")).toThrow();
  });
});

describe("podReach", () => {
  it("asks the environment's Prometheus", async () => {
    const cluster = new PolicedCluster();
    cluster.pods = [pod("osteon", "osteon-a", "10.244.0.7")];
    expect(await podReach(policedContextOf(cluster))).toEqual(new Map([["10.244.0.7", true]]));
    cluster.intervene = () => json(503, {});
    await expect(podReach(policedContextOf(cluster))).rejects.toThrow("prometheus answered 503");
  });

  it("is not known where nothing watches", async () => {
    const cluster = new PolicedCluster();
    expect(await podReach(policedContextOf(cluster, { observability: null }))).toBeNull();
    expect(cluster.log).toEqual([]);
  });
});
