import { expect, it } from "vitest";
import { loadReport } from "../../../../engine/report/load-report.ts";
import { loadInWords } from "../../../../engine/report/load-words.ts";
import { passRun } from "./example-runs.ts";

const [load] = passRun().loads;
if (load === undefined) throw new Error("the run has no load");

it("says how long a load was planned, and how much of that it was needed for", () => {
  const planned = loadReport(load, []);
  expect(loadInWords(planned)).toContain("for 2m00s, of which");
  const { generator } = load;
  const stopped = loadReport({ ...load, generator: generator && { ...generator, stoppedAfterMs: 90_000 } }, []);
  expect(loadInWords(stopped)).toContain("for 1m30s of at most 2m00s, of which");
});
