import type { BenchResult, Comparison, Limit } from "./comparison.ts";

/** One bench as Markdown that a terminal shows well: a table with aligned columns, then the conditions. */
export function benchMarkdown({ bench, conditions, comparisons }: BenchResult): string {
  const head = ["measured", "ours", "floor", "ratio", "pairs", "limit", "held"];
  const lines = table([head, ...comparisons.map(row)]);
  return [`## ${bench}`, "", ...lines, "", ...conditions.map((condition) => `- ${condition}`), ""].join("\n");
}

function row({ what, unit, ours, floor, ratio, pairs, limit, withinLimit }: Comparison): string[] {
  return [
    what,
    `${digits(ours)} ${unit}`,
    `${digits(floor)} ${unit}`,
    ratio.toFixed(3),
    String(pairs.length),
    limit === null ? "none" : limitText(limit, unit),
    limit === null ? "" : withinLimit ? "yes" : "NO",
  ];
}

function limitText({ on, atMost }: Limit, unit: string): string {
  if (on === "ours") return `ours <= ${atMost} ${unit}`;
  return on === "ratio" ? `ratio <= ${atMost}` : `ratio within ${Number((atMost * 100).toFixed(3))} % of 1`;
}

/** Three significant digits, and no fewer than all before the point. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}
