import { describe, expect, it } from "vitest";
import { judgeLosses } from "../../../../../engine/recovery/writes/judge-losses.ts";
import type { StoreLosses } from "../../../../../engine/recovery/writes/losses.ts";

const losses = (change: Partial<StoreLosses> = {}): StoreLosses => ({
  store: "redis",
  acknowledged: 40,
  lost: ["w39", "w40"],
  lostBeforeSnapshot: [],
  unexpected: [],
  recovered: [],
  rpoMs: 12_300,
  ...change,
});

describe("judgeLosses", () => {
  it("is ok where only later writes are lost", () => {
    expect(judgeLosses(losses({ recovered: ["w7"] }))).toEqual({
      subject: "redis",
      ok: true,
      detail: "40 acknowledged, 2 lost, 1 there without an acknowledgement, recovery point 12.3s before the disaster",
    });
  });

  it("names writes that the snapshot should hold", () => {
    const { ok, detail } = judgeLosses(losses({ lostBeforeSnapshot: ["w1", "w2", "w3", "w4"] }));
    expect(ok).toBe(false);
    expect(detail).toContain("4 acknowledged before the snapshot and not there, such as w1, w2, w3");
  });

  it("names writes that nobody sent", () => {
    expect(judgeLosses(losses({ unexpected: ["x"] }))).toMatchObject({
      ok: false,
      detail: expect.stringContaining("1 there and never sent, such as x"),
    });
  });

  it("is evidence of nothing where nothing was acknowledged", () => {
    expect(judgeLosses(losses({ acknowledged: 0, lost: [] })).ok).toBeNull();
  });
});
