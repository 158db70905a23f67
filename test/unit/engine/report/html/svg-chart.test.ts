import { describe, expect, it } from "vitest";
import { svgChart } from "../../../../../engine/report/html/svg-chart.ts";
import type { Chart } from "../../../../../engine/report/html/svg-chart.ts";
import { all, readMarkup } from "../markup-reader.ts";
import type { Element } from "../markup-reader.ts";

const values = (...each: (number | null)[]) => each.map((value, index) => ({ startMs: index * 1_000, value }));

function draw(fields: Partial<Chart>): Element {
  return readMarkup(
    svgChart({
      id: "c",
      title: "Latency of plan (ms)",
      description: "p95 is 10 to 20 ms",
      lengthMs: 10_000,
      warmupMs: 0,
      windowMs: 1_000,
      lines: [],
      bars: [],
      marked: [],
      limits: [],
      bands: [],
      faults: [],
      moments: [],
      ...fields,
    }).text,
  );
}

const byClass = (chart: Element, tag: string, name: string) =>
  all(chart, tag).filter(({ attributes }) => attributes["class"]?.split(" ").includes(name));
const pathOf = (chart: Element, name: string) => byClass(chart, "path", name)[0]?.attributes["d"] ?? "";
const p95 = (...each: (number | null)[]) => ({ label: "p95", className: "p95" as const, values: values(...each) });

describe("svgChart", () => {
  it("is named and described for who cannot see it", () => {
    const [svg] = draw({}).children;
    expect(svg?.attributes).toMatchObject({ role: "img", "aria-labelledby": "c-title c-desc" });
    const named = svg?.children.slice(0, 2).map(({ name, attributes, text }) => [name, attributes["id"], text]);
    expect(named).toEqual([
      ["title", "c-title", "Latency of plan (ms)"],
      ["desc", "c-desc", "p95 is 10 to 20 ms"],
    ]);
  });

  it("draws higher values higher, from left to right", () => {
    const points = [...pathOf(draw({ lines: [p95(10, 20, 5)] }), "p95").matchAll(/([\d.]+) ([\d.]+)/g)];
    const [x, y] = [1, 2].map((part) => points.map((point) => Number(point[part])));
    expect(x).toEqual([...(x ?? [])].sort((a, b) => a - b));
    expect(y?.[1]).toBeLessThan(y?.[0] ?? 0);
    expect(y?.[2]).toBeGreaterThan(y?.[0] ?? 0);
  });

  it("leaves a hole where there is no value instead of joining over it", () => {
    const path = pathOf(draw({ lines: [p95(10, 20, null, null, 15, 5)] }), "p95");
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path.match(/L/g)).toHaveLength(2);
    expect(path).not.toMatch(/NaN|null/);
  });

  it("draws a limit near the values as a line, and names one far above without flattening them", () => {
    const near = draw({ lines: [p95(100, 150)], limits: [{ label: "p95 limit 400 ms", value: 400 }] });
    expect(byClass(near, "g", "limit")[0]?.children.map(({ name }) => name)).toEqual(["line", "text"]);
    const far = draw({ lines: [p95(10, 15)], limits: [{ label: "p95 limit 400 ms", value: 400 }] });
    expect(byClass(far, "g", "limit")[0]?.children.map(({ name }) => name)).toEqual(["text"]);
    expect(byClass(far, "g", "limit")[0]?.text).toContain("↑ p95 limit 400 ms");
    const ticks = byClass(far, "g", "grid")[0]?.text ?? "";
    expect(ticks).not.toContain("400");
  });

  it("keeps the labels of close lines apart", () => {
    const p50 = { label: "p50", className: "p50" as const, values: values(10, 10) };
    const labels = byClass(draw({ lines: [p95(10, 10.1), p50] }), "text", "label");
    const [first = 0, second = 0] = labels.map(({ attributes }) => Number(attributes["y"]));
    expect(second - first).toBeGreaterThanOrEqual(12);
  });

  it("clips bands and moments to the load and numbers the moments", () => {
    const chart = draw({
      bands: [{ label: "act", fromMs: -5_000, toMs: 50_000 }],
      moments: [
        { atMs: 2_000, label: "inject" },
        { atMs: 4_000, label: "undo" },
      ],
    });
    const [name] = all(chart, "rect");
    const moments = byClass(chart, "g", "moment");
    expect(Number(name?.attributes["width"])).toBeLessThan(480);
    expect(moments.map((moment) => all(moment, "text")[0]?.text)).toEqual(["1", "2"]);
    expect(moments.map((moment) => all(moment, "title")[0]?.text)).toEqual(["inject", "undo"]);
  });

  it("bounds the time in which a fault was in force, and names it", () => {
    const chart = draw({ faults: [{ label: "redis-refused", fromMs: 2_000, toMs: 50_000 }] });
    const [fault] = byClass(chart, "g", "fault");
    const [rect] = all(fault ?? chart, "rect");
    expect(Number(rect?.attributes["x"]) + Number(rect?.attributes["width"])).toBe(440);
    expect(all(fault ?? chart, "title").map(({ text }) => text)).toEqual(["fault redis-refused"]);
  });

  it("draws bars for what is above zero only", () => {
    const bars = [0, 3, 0, 1].map((value, index) => ({ startMs: index * 1_000, value }));
    expect(pathOf(draw({ bars }), "bars").match(/z/g)).toHaveLength(2);
    expect(pathOf(draw({ bars: bars.map((bar) => ({ ...bar, value: 0 })) }), "bars")).toBe("");
  });
});
