import { expect, test } from "vitest";
import { k6Command } from "../../../../engine/load/k6-command.ts";

test("the whole command, with everything of a run in the environment and nothing of it in the arguments", () => {
  const command = k6Command({
    script: "/range/mesh.ts",
    planFile: "/run/slo.plan.json",
    summaryFile: "/run/slo.summary.json",
    baseUrl: "http://user:word@127.0.0.1:30080",
    token: "a-token",
    home: "/run",
  });
  expect(command).toEqual({
    args: ["run", "--quiet", "--address", "", "--log-output", "stdout", "--log-format", "raw", "/range/mesh.ts"],
    env: {
      HOME: "/run",
      K6_NO_USAGE_REPORT: "true",
      K6_AUTO_EXTENSION_RESOLUTION: "false",
      DRILL_LOAD_PLAN: "/run/slo.plan.json",
      DRILL_LOAD_SUMMARY: "/run/slo.summary.json",
      DRILL_BASE_URL: "http://user:word@127.0.0.1:30080",
      DRILL_TOKEN: "a-token",
    },
  });
});

test("a load without a credential has no variable for one", () => {
  const files = { script: "/s", planFile: "/p", summaryFile: "/m", home: "/h" };
  expect(k6Command({ ...files, baseUrl: "http://m" }).env).not.toHaveProperty("DRILL_TOKEN");
});
