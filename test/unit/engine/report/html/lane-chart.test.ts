import { describe, expect, it } from "vitest";
import { type Lane, laneChart } from "../../../../../engine/report/html/lane-chart.ts";
import { all, readMarkup } from "../markup-reader.ts";

const draw = (lanes: Lane[]) =>
  readMarkup(
    laneChart({
      id: "c",
      title: "state",
      description: "osteon: 0 to 1",
      lengthMs: 10_000,
      bands: [{ label: "outage", fromMs: 1_000, toMs: 9_000 }],
      faults: [{ label: "refused", fromMs: 1_000, toMs: 9_000 }],
      moments: [],
      lanes,
    }).text,
  );
const paths = (lanes: Lane[]) =>
  all(draw(lanes), "path").flatMap(({ attributes }) => (attributes["class"] === "line step" ? [attributes["d"]] : []));

describe("laneChart", () => {
  it("holds each value until the next, and breaks off at a hole", () => {
    const steps = [
      { atMs: 0, value: 0 },
      { atMs: 5_000, value: 1 },
      { atMs: 8_000, value: null },
      { atMs: 9_000, value: 0 },
      { atMs: 10_000, value: null },
    ];
    expect(paths([{ label: "osteon", highest: 1, steps }])).toEqual(["M44 65H255V42H381.6M423.8 65H466"]);
  });

  it("gives every lane a place and a name of its own, over phases and faults that all share", () => {
    const lane = (label: string): Lane => ({ label, highest: 0, steps: [{ atMs: 0, value: 0 }] });
    const chart = draw([lane("osteon"), lane("myocyte")]);
    const names = all(chart, "text").filter(({ attributes }) => attributes["class"] === "lane-name");
    expect(names.map(({ text }) => text)).toEqual(["osteon", "myocyte"]);
    expect(names[0]?.attributes["y"]).not.toBe(names[1]?.attributes["y"]);
    expect(all(chart, "title").map(({ text }) => text)).toEqual(["state", "phase outage", "fault refused"]);
    expect(paths([lane("osteon"), lane("myocyte")]).join()).not.toMatch(/NaN/);
  });
});
