import { describe, expect, it } from "vitest";
import type { ProbeContext } from "../../../../../engine/probes/probe.ts";
import { meshWriters, outcomeOf } from "../../../../../engine/recovery/writes/mesh-writers.ts";

const good = { ok: true, output: {} };

describe("outcomeOf", () => {
  it.each([
    { status: 200, body: good, outcome: "ok" },
    { status: 201, body: good, outcome: "ok" },
    { status: 200, body: { ok: false, output: { error: "ValidationError" } }, outcome: "failed" },
    { status: 400, body: undefined, outcome: "failed" },
    { status: 429, body: undefined, outcome: "failed" },
    { status: 503, body: { detail: { error: "circuit_open" } }, outcome: "failed" },
    { status: 200, body: undefined, outcome: "unknown" },
    { status: 302, body: undefined, outcome: "unknown" },
    { status: 500, body: good, outcome: "unknown" },
    { status: 502, body: undefined, outcome: "unknown" },
    { status: 504, body: undefined, outcome: "unknown" },
    { status: 0, body: undefined, outcome: "unknown" },
  ])("takes $status with $body as $outcome", ({ status, body, outcome }) => {
    expect(outcomeOf({ status, body })).toBe(outcome);
  });
});

describe("meshWriters", () => {
  it("has one for each store that an agent writes to, unless fewer are asked for", () => {
    const context = {} as ProbeContext;
    expect(meshWriters(context).map(({ store }) => store)).toEqual(["postgres", "documents", "redis"]);
    expect(meshWriters(context, ["redis"])).toMatchObject([{ store: "redis", via: "mesh" }]);
  });
});
