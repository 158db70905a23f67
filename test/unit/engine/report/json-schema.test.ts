import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { judge } from "../../../../engine/judge/judge.ts";
import { reportJsonSchema } from "../../../../engine/report/json-schema.ts";
import { reportJson } from "../../../../engine/report/json.ts";
import { buildReport } from "../../../../engine/report/model.ts";
import { chaosRun, errorRun, failRun, inconclusiveRun, passRun } from "./example-runs.ts";

const committed = JSON.parse(
  await readFile(new URL("../../../../docs/report-schema.json", import.meta.url), "utf8"),
) as Record<string, unknown>;

describe("docs/report-schema.json", () => {
  // Times are held by their patterns, which the schema also has.
  const validate = new Ajv2020({ validateFormats: false, allErrors: true }).compile(committed);

  it("is what the schema in the code gives; if not, run: node engine/report/write-schema.ts", () => {
    expect(committed).toEqual(JSON.parse(reportJsonSchema()));
  });

  it.each([passRun, chaosRun, failRun, inconclusiveRun, errorRun])("accepts the report.json of a run: %o", (run) => {
    const evidence = run();
    const valid = validate(JSON.parse(reportJson(buildReport(evidence, judge(evidence)))));
    expect(validate.errors).toBeNull();
    expect(valid).toBe(true);
  });

  it("refuses what is no report", () => {
    const evidence = passRun();
    const report = buildReport(evidence, judge(evidence));
    expect(validate({ ...report, verdict: "OK" })).toBe(false);
    expect(validate({ ...report, more: 1 })).toBe(false);
    expect(validate({ ...report, run: { ...report.run, startedAt: "yesterday" } })).toBe(false);
    expect(validate({ ...report, objectives: undefined })).toBe(false);
  });
});
