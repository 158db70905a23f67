import { describe, expect, it } from "vitest";
import { settings } from "../../../../contract/settings.ts";
import { exhaustion } from "../../../../drills/chaos/exhaustion.ts";
import { backgroundPlan, surgePlans } from "../../../../drills/chaos/load.ts";
import { safeguards } from "../../../../drills/chaos/safeguards.ts";
import { rise } from "../../../../drills/chaos/surge.ts";
import type { Session } from "../../../../engine/session.ts";

const options = { runId: "r1", stack: "chaos", limiter: null, settings: settings.parse({}), injectFaults: true };
const [stage = fail()] = exhaustion.stages;
const steps = surgePlans(exhaustion, stage, options);

function fail(): never {
  throw new Error("exhaustion has no stage");
}

/** A session that notes which loads it is asked for and what it observes. */
function sessionWith(load: Session["load"]) {
  const observed: string[] = [];
  const session = {
    signal: new AbortController().signal,
    paths: { load: (name: string) => ({ samples: name }) },
    load,
    observe: async ({ name }: { name: string }) => (observed.push(name), true),
  };
  return { observed, session: session as unknown as Session };
}

describe("the surge of exhaustion", () => {
  it("rises, each rate for as long, and ends before the stage", () => {
    const rates = steps.map(({ model }) => (model.kind === "open" ? model.ratePerSecond : 0));
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(new Set(steps.map(({ durationMs }) => durationMs)).size).toBe(1);
    const totalMs = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(totalMs).toBeLessThan(stage.faultSeconds * 1_000);
  });

  it("goes to one route alone, under names of its own", () => {
    expect(steps.every(({ endpoints }) => endpoints.map(({ name }) => name).join() === "draft")).toBe(true);
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
  });
});

describe("a surge that rises", () => {
  const brief = steps.map((plan) => ({ ...plan, durationMs: 1 }));
  const background = backgroundPlan(exhaustion, options);

  it("begins a step when the one before was offered, and tells the knee once all have ended", async () => {
    const asked: string[] = [];
    const done: string[] = [];
    const waiting = Promise.withResolvers<void>();
    const { observed, session } = sessionWith(async ({ name }) => {
      asked.push(name);
      // The first is answered only when the last has begun.
      if (asked.length < brief.length) await waiting.promise;
      waiting.resolve();
      done.push(name);
      expect(observed).toEqual([]);
    });
    await rise(stage, brief, background, session);
    expect(asked).toEqual(brief.map(({ name }) => name));
    expect(done).toHaveLength(brief.length);
    expect(observed).toEqual(["saturated.knee"]);
  });

  it("waits for the others where a step fails, and tells nothing", async () => {
    let ended = 0;
    const { observed, session } = sessionWith(async ({ name }) => {
      if (name === brief[0]?.name) throw new Error("k6 is gone");
      ended += 1;
    });
    await expect(rise(stage, brief, background, session)).rejects.toThrow("k6 is gone");
    expect([ended, observed]).toEqual([brief.length - 1, []]);
  });

  it("is nothing where a stage has none", async () => {
    const { observed, session } = sessionWith(() => Promise.reject(new Error("not asked for")));
    const [calm = fail()] = safeguards.stages;
    await rise(calm, [], background, session);
    expect(observed).toEqual([]);
  });
});
