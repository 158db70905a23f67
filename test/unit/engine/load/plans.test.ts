import { expect, test } from "vitest";
import { loadPlan } from "../../../../engine/evidence/load-plan.ts";
import { closedPlan, openPlan } from "../../../../engine/load/plans.ts";
import { openPlan as somePlan } from "./some-plans.ts";

const common = {
  name: "slo",
  runId: "r1",
  endpoints: somePlan().endpoints,
  warmupMs: 10_000,
  requestTimeoutMs: 10_000,
  limiter: null,
};
const own = { durationMs: 60_000, ratePerSecond: 30 };
const open = { ...common, own, asked: {}, minSamples: 300, expectedLatencyMs: 200 };

test("an open plan that has enough samples keeps its duration", () => {
  const plan = openPlan(open);
  expect(loadPlan.parse(plan)).toEqual(plan);
  expect(plan).toMatchObject({
    durationMs: 60_000,
    model: { kind: "open", ratePerSecond: 30, preAllocatedVUs: 12, maxVUs: 301 },
    identities: { count: 1, header: null },
  });
});

test("an open plan with too few samples for its rarest endpoint is lengthened and keeps its rate", () => {
  const plan = openPlan({ ...open, minSamples: 1_200 });
  const ofDraft = (rate: number) => ((plan.durationMs - plan.warmupMs) / 1_000) * rate * (1 / 3);
  expect(plan.durationMs).toBeGreaterThan(60_000);
  expect(ofDraft(30)).toBeGreaterThan(1_200 * 1.05);
  expect(plan.model).toMatchObject({ ratePerSecond: 30 });
});

test.each([
  ["a length", { durationMs: 20_000 }, { durationMs: 20_000, ratePerSecond: 30 }],
  ["a rate", { ratePerSecond: 2 }, { durationMs: 60_000, ratePerSecond: 2 }],
  ["both", { durationMs: 20_000, ratePerSecond: 2 }, { durationMs: 20_000, ratePerSecond: 2 }],
])("whoever asks for %s gets just that, whatever the samples", (_what, asked, { durationMs, ratePerSecond }) => {
  expect(openPlan({ ...open, asked, minSamples: 1_200 })).toMatchObject({ durationMs, model: { ratePerSecond } });
});

test("a limiter decides the identities of an open plan", () => {
  const plan = openPlan({ ...open, limiter: { requests: 100, windowSeconds: 60, header: "X-Forwarded-For" } });
  expect(plan.identities).toEqual({ count: 36, header: "X-Forwarded-For" });
});

test("a closed plan sizes its identities by the highest rate that its users can reach", () => {
  const limiter = { requests: 100, windowSeconds: 60, header: "X-Forwarded-For" };
  const plan = closedPlan({ ...common, durationMs: 60_000, virtualUsers: 50, fastestAnswerMs: 20, limiter });
  expect(loadPlan.parse(plan)).toEqual(plan);
  expect(plan).toMatchObject({
    durationMs: 60_000,
    model: { kind: "closed", virtualUsers: 50 },
    identities: { count: 3_000, header: "X-Forwarded-For" },
  });
});
