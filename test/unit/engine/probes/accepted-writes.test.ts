import { describe, expect, it } from "vitest";
import { compareWrites } from "../../../../engine/probes/accepted-writes.ts";

const writes = (accepted: string[], unknown: string[] = []) => ({
  accepted: new Set(accepted),
  unknown: new Set(unknown),
});

describe("compareWrites", () => {
  it("is ok when exactly what was acknowledged is stored", () => {
    expect(compareWrites("plans", writes(["a", "b"]), ["b", "a"])).toMatchObject({ ok: true });
  });

  it("names a lost write", () => {
    expect(compareWrites("plans", writes(["a", "b"]), ["a"])).toMatchObject({
      ok: false,
      detail: "2 acknowledged, 1 stored; 1 lost, such as b",
    });
  });

  it("sees a write that is stored twice", () => {
    expect(compareWrites("plans", writes(["a"]), ["a", "a"])).toMatchObject({
      ok: false,
      detail: expect.stringContaining("1 stored more than once"),
    });
  });

  it("sees a write that nobody sent", () => {
    expect(compareWrites("plans", writes(["a"]), ["a", "x"]).ok).toBe(false);
  });

  it("lets a write of unknown outcome be stored or not", () => {
    expect(compareWrites("plans", writes(["a"], ["u"]), ["a", "u"]).ok).toBe(true);
    expect(compareWrites("plans", writes(["a"], ["u"]), ["a"]).ok).toBe(true);
  });

  it("says nothing when nothing was acknowledged", () => {
    expect(compareWrites("plans", writes([]), []).ok).toBeNull();
  });
});
