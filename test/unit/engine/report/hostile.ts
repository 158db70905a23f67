import type { Report } from "../../../../engine/report/schema.ts";

/** What a pod's log or a name in an image could hold to break out of a report. */
export const payload = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>|]]>&amp;\u0000\ud800\n# [x](javascript:alert(1)) \``;

const ours = new Set(["schema", "verdict", "outcome", "kind"]);

/** The report with the payload behind every text that comes from a run: all but words from closed sets and times. */
export function hostile(report: Report): Report {
  return poison(report, "") as Report;
}

function poison(value: unknown, key: string): unknown {
  if (typeof value === "string") return isOurs(value, key) ? value : value + payload;
  if (Array.isArray(value)) return value.map((item) => poison(item, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]));
}

/** Words from closed sets, times, and empty texts, which mean that there is none. */
function isOurs(text: string, key: string): boolean {
  return text === "" || ours.has(key) || /^\d{4}-\d\d-\d\dT/.test(text);
}
