import { describe, expect, it } from "vitest";
import { judgeHealth } from "../../../../engine/probes/services-green.ts";

describe("judgeHealth", () => {
  it.each([
    [200, '{"status":"healthy"}', true],
    [200, '{"status":"degraded"}', false],
    [503, '{"status":"healthy"}', false],
    [200, "ok", false],
    [200, "{}", false],
  ])("%i with %s", (status, body, green) => {
    expect(judgeHealth({ status, body }).green).toBe(green);
  });
});
