/**
 * Round values from 0 to at least `highest`, about four of them: 0, 50, 100, 150.
 * @param of what is counted gets whole numbers only
 */
export function valueTicks(highest: number, of: "measures" | "counts"): number[] {
  const rough = Math.max((highest > 0 ? highest : 1) / 4, of === "counts" ? 1 : 0);
  const power = 10 ** Math.floor(Math.log10(rough));
  const fits = (step: number): boolean => step >= rough * 0.999 && (of === "measures" || Number.isInteger(step));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find(fits) ?? rough;
  const steps = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

const stepsSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/** Round times from 0 up to `lengthMs`, at most seven, milliseconds. */
export function timeTicks(lengthMs: number): number[] {
  const stepMs = (stepsSeconds.find((seconds) => lengthMs / (seconds * 1_000) <= 6) ?? lengthMs / 6_000) * 1_000;
  return Array.from({ length: Math.floor(lengthMs / stepMs) + 1 }, (_, index) => index * stepMs);
}
