import { describe, expect, it } from "vitest";
import { requiredMetrics } from "../../../contract/metrics.ts";
import { serviceNames } from "../../../contract/services.ts";

describe("the required metrics", () => {
  it.each(serviceNames)("of %s are named once each", (service) => {
    const names = requiredMetrics(service);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["http_requests_total", "circuit_breaker_state"]));
  });

  it("tell mesh, which watches agents, from agents, which ask models", () => {
    expect(requiredMetrics("mesh")).toContain("distributed_health_status");
    expect(requiredMetrics("mesh")).not.toContain("biowerk_llm_provider_errors_total");
    expect(requiredMetrics("osteon")).toContain("biowerk_llm_provider_errors_total");
    expect(requiredMetrics("osteon")).not.toContain("distributed_health_status");
  });
});
