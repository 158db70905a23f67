import { jsonText } from "../evidence/json-file.ts";
import type { Report } from "./schema.ts";

/** The report as report.json: of the schema in docs/report-schema.json. */
export function reportJson(report: Report): string {
  return jsonText(report);
}
