import { describe, expect, it } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { healthComesTo } from "../../../../engine/probes/health-status.ts";
import { contextWith } from "./pods.ts";

const body = (status: string) => JSON.stringify({ status, checks: [{ name: "redis", status: "unhealthy" }] });
const probe = healthComesTo("p", "mesh", ["degraded", "unhealthy"], 0);
const look = async (pods: Record<string, string>) => (await probe.observe(contextWith({ mesh: pods })))[0];

describe("healthComesTo", () => {
  it("is ok where every pod says one of the statuses, and tells what the checks say", async () => {
    expect(await look({ "mesh-0": body("degraded"), "mesh-1": body("unhealthy") })).toMatchObject({
      subject: "mesh /health",
      ok: true,
      detail: expect.stringContaining("mesh-0 200 degraded (redis unhealthy); mesh-1 200 unhealthy"),
    });
  });

  it("is not where one pod says another", async () => {
    expect(await look({ "mesh-0": body("degraded"), "mesh-1": body("healthy") })).toMatchObject({ ok: false });
  });

  it("is not where one answers with another status than 200", async () => {
    const context = contextWith({ mesh: { "mesh-0": "" } });
    const get = async () => ({ status: 503, body: body("degraded") });
    const api = { ...context.api, get } as unknown as ClusterApi;
    expect((await probe.observe({ ...context, api }))[0]).toMatchObject({ ok: false });
  });

  it("could not look where no pod runs", async () => {
    expect(await look({})).toMatchObject({ ok: null });
  });

  it.each(["ok", "{}", '{"status":"degraded"}'])("could not look at %j", async (text) => {
    expect(await look({ "mesh-0": text })).toMatchObject({ ok: null });
  });
});
