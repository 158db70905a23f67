import { describe, expect, it } from "vitest";
import { parseMetrics, sum, valuesOf } from "../../../../engine/probes/prometheus-text.ts";

const text = [
  "# HELP requests_total Requests.",
  "# TYPE requests_total counter",
  'requests_total{service="osteon",status="200"} 12',
  'requests_total{service="osteon",status="error"} 3 1700000000000',
  'requests_total{service="nucleus",status="200"} 5',
  "process_cpu_seconds_total 1.5e-1",
  'duration_bucket{le="+Inf"} +Inf',
  'lowest{a="b"} -Inf',
  'odd{text="a, \\"b\\" {c}",more="d"} 1',
  "",
  "no sample at all",
].join("\n");

describe("parseMetrics", () => {
  it("reads samples with their labels, and nothing else", () => {
    const samples = parseMetrics(text);
    expect(samples).toHaveLength(7);
    expect(samples[0]).toEqual({ name: "requests_total", labels: { service: "osteon", status: "200" }, value: 12 });
    expect(samples[1]?.value).toBe(3);
    expect(samples[3]).toEqual({ name: "process_cpu_seconds_total", labels: {}, value: 0.15 });
    expect(samples[4]?.value).toBe(Infinity);
    expect(samples[5]?.value).toBe(-Infinity);
    expect(samples[6]?.labels).toEqual({ text: 'a, \\"b\\" {c}', more: "d" });
  });
});

describe("valuesOf", () => {
  it("selects by name and by the labels that are asked for", () => {
    const samples = parseMetrics(text);
    expect(valuesOf(samples, "requests_total", { service: "osteon" })).toEqual([12, 3]);
    expect(sum(valuesOf(samples, "requests_total", {}))).toBe(20);
    expect(valuesOf(samples, "requests_total", { service: "osteon", status: "503" })).toEqual([]);
    expect(valuesOf(samples, "requests", {})).toEqual([]);
  });
});
