import { describe, expect, it } from "vitest";
import { DrillError } from "../../../common/errors.ts";
import { services } from "../../../contract/services.ts";
import { portOf, readConfig, roles } from "../../../reference/config.ts";

describe("the configuration of a process", () => {
  it("knows a role for every service and for the model's stand-in, each on its own port", () => {
    const { config } = readConfig(["mesh"], {});
    expect([...roles].sort()).toEqual([...Object.keys(services), "llm-stub"].sort());
    expect(portOf("mesh", config)).toBe(8080);
    expect(portOf("nucleus", config)).toBe(8005);
    expect(portOf("llm-stub", config)).toBe(11_434);
    expect(portOf("mesh", readConfig(["mesh"], { PORT: "9" }).config)).toBe(9);
  });

  it("reads the stub's knobs and has no defect by itself", () => {
    const { config } = readConfig(["llm-stub"], { LLM_LATENCY_MS: "35", LLM_ERROR_RATIO: "0.1" });
    expect(config).toMatchObject({ LLM_LATENCY_MS: 35, LLM_ERROR_RATIO: 0.1, LLM_MAX_CONCURRENT: 0 });
    expect(config.DRILL_DEFECT).toBeUndefined();
  });

  it("names every variable that is wrong, and no value", () => {
    const wrong = { REDIS_PORT: "a-secret", LLM_ERROR_RATIO: "2", POSTGRES_PASSWORD: "another-secret" };
    const read = () => readConfig(["mesh"], wrong);
    expect(read).toThrow(DrillError);
    expect(read).toThrow(/REDIS_PORT.*LLM_ERROR_RATIO|LLM_ERROR_RATIO.*REDIS_PORT/);
    expect(read).not.toThrow(/secret/);
  });

  it.each([
    [["nobody"], {}, "reference.role", /mesh/],
    [["mesh"], { DRILL_DEFECT: "nothing" }, "reference.settings", /DRILL_DEFECT.*slow-route/],
    [["mesh"], { POSTGRES_PORT: "tcp://10.0.0.1:5432" }, "reference.settings", /POSTGRES_PORT/],
    [["osteon"], { LLM_PROVIDER: "openai" }, "reference.settings", /openai.*ollama/],
  ])("is refused as %j with %j", (args, env, code, words) => {
    const refused = refusalOf(() => readConfig(args, env));
    expect(refused.code).toBe(code);
    expect(`${refused.message} ${refused.remedy}`).toMatch(words);
  });
});

function refusalOf(body: () => unknown): DrillError {
  try {
    body();
  } catch (thrown) {
    if (thrown instanceof DrillError) return thrown;
  }
  throw new Error("it was not refused");
}
