import { describe, expect, it } from "vitest";
import type { SeriesLine } from "../../../../engine/evidence/series.ts";
import { withMeanWaits } from "../../../../engine/report/bulkhead-waits.ts";

const line = (pod: string, sum: number, count: number): SeriesLine => ({
  atMs: 0,
  pod,
  values: {
    other: { osteon: 1 },
    bulkhead_wait_seconds_sum: { osteon: sum },
    bulkhead_wait_seconds_count: { osteon: count },
  },
});
const means = (lines: SeriesLine[]) =>
  withMeanWaits(lines).map(({ values }) => values["bulkhead_wait_seconds"]?.["osteon"] ?? null);

describe("withMeanWaits", () => {
  it("is of the calls since the look before, of each pod by itself", () => {
    expect(means([line("a", 1, 10), line("b", 0, 0), line("a", 3, 20), line("b", 0.0004, 10)])).toEqual([
      null,
      null,
      0.2,
      0,
    ]);
  });

  it("has no value where no call got a place, or the process began anew", () => {
    expect(means([line("a", 1, 10), line("a", 1, 10), line("a", 0.5, 5), line("a", 1, 10)])).toEqual([
      null,
      null,
      null,
      0.1,
    ]);
  });

  it("leaves the rest as it was, and the counters out", () => {
    expect(withMeanWaits([line("a", 1, 10)])[0]?.values).toEqual({ other: { osteon: 1 } });
  });
});
