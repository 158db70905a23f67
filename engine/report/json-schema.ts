import * as z from "zod";
import { jsonText } from "../evidence/json-file.ts";
import { report } from "./schema.ts";

/** What docs/report-schema.json holds: the JSON Schema (draft 2020-12) of report.json. */
export function reportJsonSchema(): string {
  const schema = z.toJSONSchema(report, { target: "draft-2020-12" });
  return jsonText({ ...schema, title: "Report of a drill run", description: "report.json of a run's folder" });
}
