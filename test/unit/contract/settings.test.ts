import { describe, expect, it } from "vitest";
import { agentUrlVariable, settings } from "../../../contract/settings.ts";

describe("the settings", () => {
  it("have BIOwerk's defaults", () => {
    expect(settings.parse({})).toMatchObject({
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: 5,
      CIRCUIT_BREAKER_TIMEOUT: 60,
      RETRY_MAX_ATTEMPTS: 3,
      BULKHEAD_MAX_CONCURRENT: 10,
      RATE_LIMIT_REQUESTS: 100,
      HEALTH_STARTUP_GRACE_PERIOD: 30,
      POSTGRES_HOST: "postgres",
      OLLAMA_BASE_URL: "http://ollama:11434",
      AGENT_NUCLEUS_URL: "http://nucleus:8005",
      LOG_LEVEL: "info",
    });
  });

  it("read the text of a process environment, and leave the rest of it alone", () => {
    const read = settings.parse({ RETRY_MAX_ATTEMPTS: "2", RETRY_JITTER: "false", LOG_LEVEL: "WARNING", PATH: "/bin" });
    expect(read).toMatchObject({ RETRY_MAX_ATTEMPTS: 2, RETRY_JITTER: false, LOG_LEVEL: "warning" });
    expect(read).not.toHaveProperty("PATH");
  });

  it("take an empty name for no credentials", () => {
    expect(settings.parse({ MONGO_USER: "" }).MONGO_USER).toBe("");
  });

  it.each([
    ["REDIS_PORT", "tcp://10.0.0.7:6379"],
    ["RETRY_MAX_ATTEMPTS", "0"],
    ["CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD", "1.5"],
    ["RATE_LIMIT_ENABLED", "perhaps"],
    ["RATE_LIMIT_STRATEGY", "leaky_bucket"],
    [agentUrlVariable("osteon"), "osteon"],
  ])("refuse %s=%s by its name", (name, value) => {
    const issues = settings.safeParse({ [name]: value }).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join("."))).toEqual([name]);
  });
});
