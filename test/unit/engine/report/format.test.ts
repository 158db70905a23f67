import { describe, expect, it } from "vitest";
import { clock, count, millis, percent, perSecond, signedPercent, utc } from "../../../../engine/report/format.ts";

describe("format", () => {
  it.each([
    [count(0), "0"],
    [count(999), "999"],
    [count(1_234_567), "1,234,567"],
    [millis(8.254), "8.25"],
    [millis(212.46), "212.5"],
    [millis(null), "–"],
    [perSecond(19.966), "19.97"],
    [perSecond(150.24), "150.2"],
    [percent(0.005), "0.5 %"],
    [percent(0.000123), "0.0123 %"],
    [percent(0), "0 %"],
    [percent(1), "100 %"],
    [signedPercent(0.4), "+0.4 %"],
    [signedPercent(-20.4), "-20 %"],
    [signedPercent(-0.001), "0 %"],
    [signedPercent(null), "–"],
    [utc("2026-03-01T09:30:05.123Z"), "2026-03-01 09:30:05 UTC"],
    [clock(7_400), "0:07"],
    [clock(3_723_000), "1:02:03"],
  ])("%s", (written, expected) => {
    expect(written).toBe(expected);
  });

  it("never rounds an incomplete ratio up to all of it", () => {
    expect(percent(0.999_999)).toBe(">99.99 %");
    expect(percent(0.9998)).toBe("99.98 %");
  });
});
