import { describe, expect, test } from "vitest";
import { compare } from "../../../bench/comparison.ts";
import { benchMarkdown } from "../../../bench/markdown.ts";

const pairs = [
  { ours: 12, floor: 10 },
  { ours: 30, floor: 20 },
  { ours: 44, floor: 40 },
];
const subject = (limit: Parameters<typeof compare>[0]["limit"]) => ({ what: "ready", unit: "s", limit });

describe("a comparison", () => {
  test("gives the medians of ours and the floor, and the median of the pairs' ratios", () => {
    expect(compare(subject(null), pairs)).toMatchObject({ ours: 30, floor: 20, ratio: 1.2, withinLimit: true });
  });

  test.each([
    ["ratio", 1.2, true],
    ["ratio", 1.19, false],
    ["deviation", 0.21, true],
    ["deviation", 0.19, false],
    ["ours", 30, true],
    ["ours", 29.9, false],
  ] as const)("is held to a limit on %s of %d: %s", (on, atMost, within) => {
    expect(compare(subject({ on, atMost }), pairs).withinLimit).toBe(within);
  });

  test("that falls short of 1 deviates as much as one that exceeds it", () => {
    const limit = { on: "deviation", atMost: 0.005 } as const;
    expect(compare(subject(limit), [{ ours: 0.994, floor: 1 }]).withinLimit).toBe(false);
    expect(compare(subject(limit), [{ ours: 0.996, floor: 1 }]).withinLimit).toBe(true);
  });

  test.each([[[]], [[{ ours: Number.NaN, floor: 1 }]]])("that could not be measured exceeds its limit: %j", (none) => {
    expect(compare(subject({ on: "ratio", atMost: 2 }), none).withinLimit).toBe(false);
  });
});

test("a bench reads as an aligned Markdown table with its conditions", () => {
  const comparisons = [
    compare(subject({ on: "ratio", atMost: 1.1 }), pairs),
    compare({ what: "p95", unit: "ms", limit: { on: "deviation", atMost: 0.005 } }, [{ ours: 101.2, floor: 101 }]),
    compare({ what: "memory", unit: "MB", limit: { on: "ours", atMost: 300 } }, [{ ours: 0.25, floor: 0.125 }]),
    compare({ what: "per request", unit: "ms", limit: null }, [{ ours: 1, floor: 1 }]),
  ];
  expect(benchMarkdown({ bench: "example", conditions: ["Made up."], comparisons })).toBe(`## example

| measured    | ours     | floor    | ratio | pairs | limit                   | held |
| ----------- | -------- | -------- | ----- | ----- | ----------------------- | ---- |
| ready       | 30.0 s   | 20.0 s   | 1.200 | 3     | ratio <= 1.1            | NO   |
| p95         | 101 ms   | 101 ms   | 1.002 | 1     | ratio within 0.5 % of 1 | yes  |
| memory      | 0.250 MB | 0.125 MB | 2.000 | 1     | ours <= 300 MB          | yes  |
| per request | 1.00 ms  | 1.00 ms  | 1.000 | 1     | none                    |      |

- Made up.
`);
});
