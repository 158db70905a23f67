import { describe, expect, test } from "vitest";
import { K6Log, parseSampleLine } from "../../../../engine/load/k6-output.ts";

describe("parseSampleLine", () => {
  const endpoints = new Set(["plan"]);

  test("reads every field of a request's line", () => {
    expect(parseSampleLine("1700000000123,20.125,plan,status-503,42", endpoints)).toEqual({
      startMs: 1_700_000_000_123,
      durationMs: 20.125,
      endpoint: "plan",
      outcome: "status-503",
      n: 42,
    });
  });

  test.each([
    ["", "an empty line"],
    ["Insufficient VUs, reached 5 active VUs and cannot initialize more", "a message"],
    ["1,2.0,draft,ok,0", "an endpoint that the plan does not have"],
    ["1,2.0,plan,fine,0", "an outcome that does not exist"],
    ["1,2.0,plan,ok", "a cut line"],
    ["1,NaN,plan,ok,0", "a duration that is no number"],
    ["x1,2.0,plan,ok,0", "a prefix"],
    ["1,2.0,plan,ok,0,1", "a field too many"],
  ])("%j is no sample: %s", (line) => {
    expect(parseSampleLine(line, endpoints)).toBeNull();
  });
});

describe("K6Log", () => {
  const logOf = (...lines: string[]) => {
    const log = new K6Log();
    for (const line of lines) log.add(line);
    return log;
  };

  test("counts everything and keeps the end", () => {
    const log = logOf(...Array.from({ length: 250 }, (_, i) => `line ${i}`));
    expect(log.count).toBe(250);
    expect(log.lines()).toHaveLength(100);
    expect(log.lines().at(-1)).toBe("line 249");
  });

  test("leaves out what every failed request says", () => {
    expect(logOf("Request Failed", "Request Failed", "").count).toBe(0);
  });

  test("the headline of an exception is its message without the stack", () => {
    const log = logOf("a warning", "Error: it broke", "\tat run (file:///mesh.ts:1:2)", "\tat file:///mesh.ts:3:4");
    expect(log.headline()).toBe("Error: it broke");
  });

  test("the headline of a refused configuration names what is wrong", () => {
    const log = logOf("There were problems:", "\t- the iteration rate isn't specified");
    expect(log.headline()).toBe("There were problems: - the iteration rate isn't specified");
  });

  test("the headline of a crash is how it began, however much follows", () => {
    const log = logOf("panic: out of range", ...Array.from({ length: 200 }, (_, i) => `goroutine ${i} [running]:`));
    expect(log.headline()).toBe("panic: out of range");
  });

  test("says so when nothing was said", () => {
    expect(logOf().headline()).toBe("nothing was said");
  });
});
