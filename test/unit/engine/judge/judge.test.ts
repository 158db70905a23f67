import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Objective } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { buildEvidence } from "../../../fixtures/evidence/build-evidence.ts";
import { aLoad, aPlan, someObjectives, someSamples, wholeRun } from "../../../fixtures/evidence/records.ts";
import { ended, failure, probe, seen, started } from "./probe-results.ts";

describe("capabilities", () => {
  const objective: Objective = { ...probe, needs: ["metrics", "limiter"] };
  const withCapabilities = (capabilities: Record<string, true | string>) =>
    judge(
      buildEvidence({
        plan: { objectives: [objective, { ...probe, id: "other" }], loads: [], capabilities },
        events: [started, seen("a", true), ended],
      }),
    );

  it("that are all there let an objective be judged", () => {
    expect(withCapabilities({ metrics: true, limiter: true }).objectives[0]?.outcome).toBe("pass");
  });

  it("that are missing make it not testable with the reason, and leave the verdict to the others", () => {
    const { verdict, reason, objectives } = withCapabilities({ metrics: true, limiter: "no limiter is configured" });
    expect(objectives[0]).toMatchObject({ outcome: "not-testable", reason: "limiter: no limiter is configured" });
    expect(verdict).toBe("PASS");
    expect(reason).toBe("1 of 2 objectives passed; 1 not exercised or not testable");
  });

  it("that were not looked for count as missing", () => {
    expect(withCapabilities({ metrics: true }).objectives[0]).toMatchObject({
      outcome: "not-testable",
      reason: "limiter: not looked for",
    });
  });

  it("that a stopped run did not get to look for leave it not evaluated", () => {
    const stopped: NewEvent = { type: "aborted", phase: "gate", reason: "services are not green" };
    const evidence = buildEvidence({
      plan: { objectives: [objective], loads: [], capabilities: { metrics: true } },
      events: [started, stopped, ended],
    });
    expect(judge(evidence).objectives[0]).toMatchObject({ outcome: "not-evaluated" });
  });
});

it("a phase that did not come to its end leaves what is asked of its load not evaluated", () => {
  const [errors] = someObjectives().filter(({ kind }) => kind === "errors");
  if (errors?.kind !== "errors") throw new Error("no objective on errors");
  const load = aLoad();
  const stopped: NewEvent = { type: "aborted", phase: "outage", reason: "too much harm" };
  const evidence = buildEvidence({
    plan: { objectives: [{ ...errors, phase: "outage" }], loads: [load] },
    events: [started, { type: "phase-started", phase: "outage" }, stopped, ended],
    samples: { [load.name]: [...someSamples(load)] },
  });
  expect(judge(evidence).objectives[0]).toMatchObject({ outcome: "not-evaluated" });
});

describe("a part that ended because what it was to break carried none of its load", () => {
  const id = (name: string) => ({ ...probe, id: `outage.${name}`, probe: `outage.${name}` });
  const detail = "3 packets, 100 needed";
  const unseen: NewEvent = { type: "observation", probe: "outage.reach", subject: "mongodb", ok: null, detail };
  const stopped: NewEvent = {
    ...{ type: "aborted", phase: "outage.baseline", reason: "it would show nothing", part: "outage" },
    unexercised: true,
  };

  it("leaves what showed too little, and all that would have followed, not exercised, and is no PASS", () => {
    const plan = { objectives: [id("reach"), id("hint")], loads: [] };
    const { verdict, objectives } = judge(buildEvidence({ plan, events: [started, unseen, stopped, ended] }));
    expect(verdict).toBe("INCONCLUSIVE");
    expect(objectives).toMatchObject([
      { outcome: "not-exercised", reason: "the run stopped before: outage.baseline: it would show nothing" },
      { outcome: "not-exercised", reason: "the run stopped before: outage.baseline: it would show nothing" },
    ]);
  });
});

describe("judge", () => {
  it("gives the same bytes whatever the order of the events", () => {
    const events: NewEvent[] = [
      ...wholeRun(aPlan()).slice(0, -1),
      ...["x", "y", "z"].map((subject) => seen(subject, subject === "y" ? null : false, `seen ${subject}`)),
      { type: "gap", what: "mixed", reason: "second" },
      { type: "gap", what: "mixed", reason: "first" },
      failure,
      { ...failure, code: "tool.second" },
      ended,
    ];
    const evidence = buildEvidence({ plan: { objectives: [...someObjectives(), probe] }, events });
    const expected = JSON.stringify(judge(evidence));
    fc.assert(
      fc.property(fc.shuffledSubarray([...evidence.events], { minLength: evidence.events.length }), (shuffled) => {
        expect(JSON.stringify(judge({ ...evidence, events: shuffled }))).toBe(expected);
      }),
    );
  });

  it("changes nothing of the evidence", () => {
    const evidence = buildEvidence();
    const before = structuredClone(evidence);
    judge(evidence);
    expect(evidence).toEqual(before);
  });

  it("never passes a load objective without samples, whatever it demands", () => {
    const demand = fc.record({
      quantile: fc.double({ min: 0.01, max: 0.999, noNaN: true }),
      limitMs: fc.double({ min: 1, max: 1e6, noNaN: true }),
      limitRatio: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      endpoint: fc.constantFrom("*", "plan", "other"),
      samples: fc.constantFrom(null, []),
    });
    fc.assert(
      fc.property(demand, ({ quantile, limitMs, limitRatio, endpoint, samples }) => {
        const common = { id: "o", title: "t", remedy: "r", needs: [], load: "mixed", endpoint, minSamples: 1 };
        const objectives: Objective[] = [
          { ...common, kind: "latency", quantile, limitMs },
          { ...common, kind: "errors", limitRatio },
        ];
        const judgement = judge(buildEvidence({ plan: { objectives }, samples: { mixed: samples } }));
        expect(judgement.verdict).toBe("INCONCLUSIVE");
        expect(judgement.objectives.map(({ outcome }) => outcome)).not.toContain("pass");
      }),
    );
  });

  it("never turns from FAIL to PASS when more requests fail", () => {
    const load = aLoad();
    const everyNth = fc.integer({ min: 20, max: 400 });
    fc.assert(
      fc.property(everyNth, everyNth, (one, other) => {
        const verdictOf = (bad: (n: number) => boolean) =>
          judge(
            buildEvidence({
              samples: { mixed: [...someSamples(load, { outcome: (n) => (bad(n) ? "status-500" : "ok") })] },
            }),
          ).verdict;
        const fewer = verdictOf((n) => n % one === 0);
        const more = verdictOf((n) => n % one === 0 || n % other === 0);
        if (fewer === "FAIL") expect(more).toBe("FAIL");
        if (fewer === "INCONCLUSIVE") expect(more).not.toBe("PASS");
      }),
      { numRuns: 40 },
    );
  });
});
