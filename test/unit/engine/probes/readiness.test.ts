import { expect, it } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { readiness } from "../../../../engine/probes/readiness.ts";
import { contextWith } from "./pods.ts";

const body = JSON.stringify({ status: "unhealthy", checks: [{ name: "mongodb", status: "unhealthy" }] });

it("tells the status of /health and /ready of each pod and how long it took, and judges none", async () => {
  const context = contextWith({ osteon: { "osteon-0": "" } });
  const get = async (path: string) => ({ status: path.endsWith("/ready") ? 503 : 200, body });
  const seen = await readiness("p", "osteon").observe({
    ...context,
    api: { ...context.api, get } as unknown as ClusterApi,
  });
  expect(seen).toEqual([
    { subject: "osteon-0 /health: 200", ok: true, ms: expect.any(Number), detail: expect.any(String) },
    { subject: "osteon-0 /ready: 503", ok: true, ms: expect.any(Number), detail: expect.any(String) },
  ]);
  expect(seen[1]?.detail).toMatch(/^503 unhealthy \(mongodb unhealthy\) after \d+ ms$/);
});

it("has no time to tell of a pod that does not answer", async () => {
  const context = contextWith({ osteon: { "osteon-0": "" } });
  const message = "error trying to reach service: connection refused";
  const refused = { status: 503, body: JSON.stringify({ kind: "Status", apiVersion: "v1", message }) };
  const api = { ...context.api, get: async () => refused } as unknown as ClusterApi;
  expect((await readiness("p", "osteon").observe({ ...context, api }))[1]).toEqual({
    subject: "osteon-0 /ready",
    ok: false,
    detail: `did not answer: ${message}`,
  });
});
