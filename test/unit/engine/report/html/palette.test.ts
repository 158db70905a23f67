import { describe, expect, it } from "vitest";
import { bannerText, dark, light } from "../../../../../engine/report/html/palette.ts";
import type { Palette } from "../../../../../engine/report/html/palette.ts";

const text: [keyof Palette, keyof Palette][] = [
  ["text", "page"],
  ["text", "surface"],
  ["muted", "page"],
  ["muted", "surface"],
  ["link", "page"],
  ["link", "surface"],
  ["p95", "surface"],
  ["p50", "surface"],
  ["limit", "surface"],
  ["passText", "passTint"],
  ["failText", "failTint"],
  ["inconclusiveText", "inconclusiveTint"],
  ["errorText", "errorTint"],
  ["otherText", "otherTint"],
];
const banners = ["passBanner", "failBanner", "inconclusiveBanner", "errorBanner"] as const;

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s palette", (_, palette) => {
  it.each(text)("has %s readable on %s (WCAG AA)", (foreground, background) => {
    expect(contrast(palette[foreground], palette[background])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(banners)("has white text readable on %s (WCAG AA)", (banner) => {
    expect(contrast(bannerText, palette[banner])).toBeGreaterThanOrEqual(4.5);
  });
});

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
