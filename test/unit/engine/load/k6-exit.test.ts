import { expect, test } from "vitest";
import { endOf, exitCodeOf, k6Failure } from "../../../../engine/load/k6-exit.ts";

test.each([
  [0, "complete"],
  [99, "complete"],
  [110, "complete"],
  [104, "config"],
  [105, "interrupted"],
  [107, "script"],
  [108, "script"],
  [109, "script"],
  [1, "crash"],
  [100, "crash"],
  [137, "crash"],
] as const)("exit code %i is %s", (code, end) => {
  expect(endOf(code)).toBe(end);
});

test("a process that a signal ended has a shell's exit code", () => {
  expect(exitCodeOf({ signal: "SIGKILL" })).toBe(137);
  expect(exitCodeOf({ exitCode: 105 })).toBe(105);
});

test.each([
  ["config", "load.config"],
  ["script", "load.script"],
  ["crash", "load.generator"],
] as const)("the error of a failed %s has code %s and says what k6 said", (end, code) => {
  const error = k6Failure(end, { exitCode: 7, said: "it broke", log: "/run/slo.k6.log" });
  expect(error).toMatchObject({
    code,
    kind: "environment",
    message: expect.stringContaining("(exit code 7): it broke"),
  });
});
