import { describe, expect, it } from "vitest";
import { connectionsComeBack, judgeConnections, waitMs } from "../../../../engine/probes/postgres-connections.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";

const before = { total: 3, forgotten: 0 };

describe("judgeConnections", () => {
  it("takes no offence at a pool that grew", () => {
    expect(judgeConnections(before, { total: 9, forgotten: 0 }).ok).toBe(true);
  });

  it("finds a single connection that is lost, in a pool that shrank too", () => {
    expect(judgeConnections(before, { total: 2, forgotten: 1 })).toEqual({
      ok: false,
      detail: "2 connections, 1 unused for 35 s; before 3 connections, 0 unused for 35 s",
    });
  });

  it("does not blame a fault for what was lost before it", () => {
    expect(judgeConnections({ total: 3, forgotten: 1 }, { total: 3, forgotten: 1 }).ok).toBe(true);
  });

  it("says nothing where nobody looked before", () => {
    expect(judgeConnections(undefined, before).ok).toBeNull();
  });
});

it("a leak is waited for from where calls succeed again, and its whole time where they do not", () => {
  expect([0, 20_000, 60_000, -Infinity].map(waitMs)).toEqual([38_000, 18_000, 0, 38_000]);
});

it("that calls succeed is observed as it would be otherwise", async () => {
  const { since } = connectionsComeBack("connections");
  const observations = [{ subject: "breaker", ok: false, detail: "open" }];
  const probe = since({ name: "closed", observe: async () => observations });
  expect([probe.name, await probe.observe({} as ProbeContext)]).toEqual(["closed", observations]);
});
