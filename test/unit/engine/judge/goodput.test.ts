import { describe, expect, it } from "vitest";
import type { Objective, ObjectiveResult } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { buildEvidence } from "../../../fixtures/evidence/build-evidence.ts";
import type { RunOverrides } from "../../../fixtures/evidence/build-run.ts";
import { aLoad, runEpochMs, someSamples } from "../../../fixtures/evidence/records.ts";
import { phase } from "./load-results.ts";

type Goodput = Extract<Objective, { kind: "goodput" }>;

const goodput: Goodput = {
  ...{ id: "o", title: "t", remedy: "see to it", needs: [] },
  ...{ kind: "goodput", load: "mixed", endpoints: ["plan", "draft"], phase: "fault", against: "baseline" },
  ...{ minRatio: 0.99, minSamples: 200 },
};

const run = [...phase("baseline", 4), ...phase("fault", 10), { type: "run-ended" as const }];
const load = aLoad();
/** The fault begins with the sixth event. */
const isFault = (startMs: number) => startMs >= runEpochMs + 6_000;

/** The result where the samples sent during the fault are changed so; null = never sent. */
function resultOf(
  faulty: (n: number) => string | null,
  changed: Partial<Goodput> = {},
  overrides: Omit<RunOverrides, "plan" | "samples"> = {},
): ObjectiveResult | undefined {
  const samples = [...someSamples(load)].flatMap((sample) => {
    const outcome = isFault(sample.startMs) ? faulty(sample.n) : sample.outcome;
    return outcome === null ? [] : [{ ...sample, outcome }];
  });
  const evidence = buildEvidence({
    events: run,
    plan: { objectives: [{ ...goodput, ...changed }] },
    samples: { mixed: samples },
    ...overrides,
  });
  return judge(evidence).objectives[0];
}

describe("a goodput objective", () => {
  it("passes where as many are served per second as before", () => {
    expect(resultOf(() => "ok")).toMatchObject({
      outcome: "pass",
      observed: "100 % (95 % CI from 99.6 %), 100/s against 100/s in baseline",
      demanded: "goodput >= 99 % of that in baseline",
      samples: 1_000,
    });
  });

  it("fails where fewer are served, although no phase is as long as the other", () => {
    expect(resultOf((n) => (n % 10 < 2 ? "status-503" : "ok"))).toMatchObject({
      outcome: "fail",
      observed: expect.stringMatching(/^80 % \(95 % CI up to 8\d(\.\d)? %\), 80\/s against 100\/s in baseline$/),
      reason: "goodput is below 99 % of before with 95 % confidence",
    });
  });

  it("looks at its own routes together, and at no other", () => {
    const bad = (n: number) => (n % 2 === 1 ? "timeout" : "ok");
    const { endpoints } = load;
    expect(endpoints[1]?.name).toBe("draft");
    expect(resultOf(bad, { endpoints: ["plan"] })).toMatchObject({ outcome: "pass", samples: 500 });
    expect(resultOf(bad, { endpoints: ["draft"] })).toMatchObject({ outcome: "fail" });
  });

  it("counts what the target kept the generator from sending", () => {
    const unsent = (n: number) => (n % 5 === 0 ? null : n % 5 === 1 ? "timeout" : "ok");
    const stalled = { generator: { mixed: { offered: 2_000, dropped: 280 } } };
    const held = resultOf(unsent, {}, stalled);
    expect(held).toMatchObject({
      outcome: "fail",
      observed: expect.stringMatching(/^60(\.\d)? %.* 60\/s against 100\/s/),
    });
  });

  it("is inconclusive, never red, where the generator is to blame", () => {
    const saturated = { generator: { mixed: { startLagP99Ms: 900 } } };
    expect(resultOf((n) => (n % 5 === 0 ? null : "ok"), {}, saturated)).toMatchObject({
      outcome: "inconclusive",
      reason: expect.stringContaining("generator saturated"),
    });
  });

  it("is inconclusive where the limit lies between the bounds", () => {
    expect(resultOf((n) => (n % 125 === 0 ? "timeout" : "ok"))).toMatchObject({
      outcome: "inconclusive",
      reason: "1000 arrivals do not settle whether goodput is at least 99 % of before",
    });
  });

  it("is inconclusive with fewer arrivals in either phase than it demands", () => {
    expect(resultOf(() => "ok", { minSamples: 401 })).toMatchObject({
      outcome: "inconclusive",
      reason: "400 arrivals, 401 needed",
    });
  });

  it("ends with the load, whatever the phase", () => {
    const long = [...phase("baseline", 4), ...phase("fault", 60), { type: "run-ended" as const }];
    expect(resultOf(() => "ok", {}, { events: long })).toMatchObject({ outcome: "pass", samples: 1_400 });
  });

  it.each(["fault", "baseline"])("is not exercised without the phase %s", (missing) => {
    const events = run.filter((event) => !(event.type === "phase-ended" && event.phase === missing));
    expect(resultOf(() => "ok", {}, { events })).toMatchObject({
      outcome: "not-exercised",
      reason: `phase ${missing} did not come to its end beside the load`,
    });
  });
});
