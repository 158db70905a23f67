import type { LoadPlan } from "../../../../engine/evidence/load-plan.ts";

const shared = {
  name: "slo",
  warmupMs: 0,
  requestTimeoutMs: 1_000,
  endpoints: [
    { name: "plan", path: "/v1/nucleus/plan", weight: 2, target: "nucleus", intent: "plan", input: { goal: "g" } },
    { name: "draft", path: "/v1/osteon/draft", weight: 1, target: "osteon", intent: "draft", input: { goal: "g" } },
  ],
  runId: "r1",
  identities: { count: 1, header: null },
};

/** An open plan of two endpoints, 2 to 1. */
export function openPlan(
  open: { ratePerSecond?: number; maxVUs?: number; preAllocatedVUs?: number } & Partial<LoadPlan> = {},
): LoadPlan {
  const { ratePerSecond = 50, maxVUs = 50, preAllocatedVUs = Math.min(20, maxVUs), ...rest } = open;
  return { ...shared, durationMs: 2_000, model: { kind: "open", ratePerSecond, preAllocatedVUs, maxVUs }, ...rest };
}

/** A closed plan of the same endpoints. */
export function closedPlan(closed: Partial<LoadPlan> = {}): LoadPlan {
  return { ...shared, durationMs: 2_000, model: { kind: "closed", virtualUsers: 3 }, ...closed };
}
