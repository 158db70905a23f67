import { describe, expect, it } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { healthComesTo } from "../../../../engine/probes/health-status.ts";
import { contextWith, type Pods } from "./pods.ts";

const body = (status: string) => JSON.stringify({ status, checks: [{ name: "redis", status: "unhealthy" }] });
const probe = healthComesTo("p", "mesh", ["degraded", "unhealthy"], 0);

async function look(pods: Pods | (() => Pods), get?: ClusterApi["get"]) {
  const context = contextWith(pods);
  const api = get === undefined ? context.api : ({ ...context.api, get } as unknown as ClusterApi);
  return (await probe.observe({ ...context, api }))[0];
}

describe("healthComesTo", () => {
  it("is ok where every pod says one of the statuses, and tells what the checks say and how long that took", async () => {
    const seen = await look({ mesh: { "mesh-0": body("degraded"), "mesh-1": body("unhealthy") } });
    expect(seen).toMatchObject({ subject: "mesh /health", ok: true });
    expect(seen?.detail).toMatch(
      /mesh-0 200 degraded \(redis unhealthy\) after \d+ ms; mesh-1 200 unhealthy \(.*\) after \d+ ms/,
    );
  });

  it("is not where one pod says another", async () => {
    expect(await look({ mesh: { "mesh-0": body("degraded"), "mesh-1": body("healthy") } })).toMatchObject({
      ok: false,
    });
  });

  it("is not where one says it once and then another", async () => {
    let asked = 0;
    const mesh = () => ({ "mesh-0": body(asked === 1 ? "degraded" : "healthy") });
    const get = contextWith(() => ({ mesh: mesh() })).api.get;
    const seen = await look({ mesh: mesh() }, async (path) => {
      asked += 1;
      return get(path);
    });
    expect(seen).toMatchObject({ ok: false, detail: expect.stringContaining("healthy") });
    expect(asked).toBe(2);
  });

  it("is not where one answers with another status than 200", async () => {
    const get = async () => ({ status: 503, body: body("degraded") });
    expect(await look({ mesh: { "mesh-0": "" } }, get)).toMatchObject({ ok: false });
  });

  it("is not where no pod runs", async () => {
    expect(await look({})).toMatchObject({ ok: false, detail: expect.stringContaining("no pod of mesh runs") });
  });

  it.each(["ok", "{}", '{"status":"degraded"}'])("is not where a pod says %j", async (text) => {
    expect(await look({ mesh: { "mesh-0": text } })).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`mesh-0 200 ${JSON.stringify(text)}`),
    });
  });

  it("is not where a pod refuses", async () => {
    const message = "error trying to reach service: dial tcp 10.244.0.9:8080: connect: connection refused";
    const status = { kind: "Status", apiVersion: "v1", status: "Failure", message, code: 503 };
    const get = async () => ({ status: 503, body: JSON.stringify(status) });
    expect(await look({ mesh: { "mesh-0": "" } }, get)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("mesh-0 did not answer: error trying to reach service"),
    });
  });

  it("could not look where the API server does not answer", async () => {
    const get = () => Promise.reject(new Error("connect ECONNREFUSED"));
    expect(await look({ mesh: { "mesh-0": "" } }, get)).toMatchObject({ ok: null });
  });
});
