import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../../common/duration.ts";

describe("parseDuration", () => {
  it.each([
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["850ms", 850],
    ["1m5s", 65_000],
    ["2h1ms", 7_200_001],
    ["0s", 0],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "90", "1.5s", "5 m", "-1s", "s", "1m1h", "1d", "90S"])("refuses %j and says what to write", (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ code: "duration.invalid", kind: "usage", remedy: expect.stringContaining("90s") }),
    );
  });

  it("reads every combination of units as their sum", () => {
    const part = fc.nat({ max: 1_000 });
    fc.assert(
      fc.property(part, part, part, part, (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(((h * 60 + m) * 60 + s) * 1_000 + ms);
      }),
    );
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0ms"],
    [850, "850ms"],
    [12_345, "12.3s"],
    [245_000, "4m05s"],
    [3_720_000, "1h02m"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
