import { describe, expect, it } from "vitest";
import type { SeriesLine } from "../../../../engine/evidence/series.ts";
import { series } from "../../../../engine/report/series.ts";

const metric = "circuit_breaker_state";
const line = (seconds: number, pod: string, values: Record<string, number>): SeriesLine => ({
  atMs: seconds * 1_000,
  pod,
  values: { [metric]: values },
});
const at = (seconds: number) => new Date(seconds * 1_000).toISOString();

describe("series", () => {
  it("are changes alone, and end after the last look", () => {
    const lines = [0, 2, 4, 6].map((seconds) => line(seconds, "p", { osteon: seconds < 4 ? 0 : 1 }));
    expect(series(lines)).toEqual([
      {
        metric,
        of: "osteon",
        pod: "p",
        lowest: 0,
        highest: 1,
        steps: [
          { at: at(0), value: 0 },
          { at: at(4), value: 1 },
          { at: at(8), value: null },
        ],
      },
    ]);
  });

  it("have a hole where a pod did not answer, but none where one look is late", () => {
    const lines = [0, 6, 20].map((seconds) => line(seconds, "p", { osteon: 0 }));
    expect(series(lines)[0]?.steps).toEqual([
      { at: at(0), value: 0 },
      { at: at(8), value: null },
      { at: at(20), value: 0 },
      { at: at(22), value: null },
    ]);
  });

  it("are of one pod and one dependency each, in an order of their own", () => {
    const lines = [line(0, "b", { osteon: 0, myocyte: 0 }), line(0, "a", { osteon: 0 })];
    expect(series(lines).map(({ of, pod }) => `${of} ${pod}`)).toEqual(["myocyte b", "osteon a", "osteon b"]);
  });

  it("show the mean wait for a bulkhead's place in the place of its counters", () => {
    const wait = (seconds: number, sum: number, count: number): SeriesLine => ({
      atMs: seconds * 1_000,
      pod: "p",
      values: { bulkhead_wait_seconds_sum: { osteon: sum }, bulkhead_wait_seconds_count: { osteon: count } },
    });
    const [one, ...others] = series([wait(0, 0, 0), wait(2, 0.0004, 10), wait(4, 2.0004, 20), wait(6, 2.0004, 30)]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ metric: "bulkhead_wait_seconds", of: "osteon", pod: "p", lowest: 0, highest: 0.2 });
    expect(one?.steps).toEqual([
      { at: at(2), value: 0 },
      { at: at(4), value: 0.2 },
      { at: at(6), value: 0 },
      { at: at(8), value: null },
    ]);
  });

  it("keep the peaks of a load of hours in a bounded number of steps", () => {
    const lines = Array.from({ length: 20_000 }, (_, look) =>
      line(look * 2, "p", { osteon: look === 777 ? 9 : look % 2 }),
    );
    const [one] = series(lines);
    expect(one?.steps.length).toBeLessThanOrEqual(400);
    expect(one?.steps.map(({ value }) => value)).toContain(9);
  });
});
