import { describe, expect, it } from "vitest";
import { cpuLimit, sameAmount } from "../../../../engine/faults/squeeze.ts";

describe("cpuLimit", () => {
  const squeeze = { least: "50m", most: "200m", ofUse: 1.5 };
  it.each([
    [undefined, "50m"],
    [0.02, "50m"],
    [0.08, "120m"],
    [0.9, "200m"],
  ])("of a pod that uses %j cores", (use, limit) => expect(cpuLimit(squeeze, use)).toBe(limit));
});

it.each([
  ["100m", "0.1", true],
  ["256Mi", "268435456", true],
  ["100m", "120m", false],
  [undefined, "1", false],
  [undefined, undefined, false],
])("%j and %j are the same amount: %j", (a, b, same) => expect(sameAmount(a, b)).toBe(same));
