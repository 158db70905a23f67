import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../../drills/catalogue.ts";
import { smokeDefects } from "../../../drills/smoke/defects.ts";
import { smoke } from "../../../drills/smoke/smoke.ts";
import { runPlan } from "../../../engine/evidence/run-record.ts";
import { fit } from "../../../engine/load/sizing.ts";
import { defects } from "../../../reference/defects/defects.ts";
import { settings } from "../../../contract/settings.ts";

const options = {
  runId: "r1",
  stack: "smoke",
  limiter: { requests: 100, windowSeconds: 60, header: "X-API-Key" },
  settings: settings.parse({}),
  injectFaults: true,
};

describe("every drill", () => {
  // The experiments have a page of their own, which a test holds against them.
  const inReadme = catalogue.map((entry) => entry.name).filter((name) => !name.startsWith("chaos/"));
  it.each(inReadme)("%s is in the README", (name) => {
    expect(readFileSync(resolve(import.meta.dirname, "../../../README.md"), "utf8")).toContain(`| \`${name}\` |`);
  });

  it.each(catalogue.map((entry) => [entry.name, entry] as const))("%s is a plan that can be stored", (_name, entry) => {
    const program = entry.build(options);
    const ids = program.objectives.map((objective) => objective.id);
    expect(new Set(ids).size).toBe(ids.length);
    const { objectives, loads, changedDefaults } = program;
    const stored = { schema: "biowerk-drill/plan/1", runId: "r1", drill: program.name, stack: program.stack };
    const plan = { ...stored, startedAt: new Date(0).toISOString(), objectives, loads, changedDefaults };
    expect(runPlan.safeParse({ ...plan, capabilities: {} }).error).toBeUndefined();
  });
});

/** Drills whose loads decide how long they take; in those of chaos, the faults do. */
const byLoad = catalogue.filter(({ name }) => !/^chaos(\/|$)/.test(name));

describe.each(byLoad.map((entry) => [entry.name, entry] as const))("%s", (_name, entry) => {
  const openOf = (asked: object) => {
    const program = entry.build({ ...options, ...asked });
    const load = program.loads.find(({ model }) => model.kind === "open");
    if (load?.model.kind !== "open") throw new Error("no open-model load");
    return { durationMs: load.durationMs, ratePerSecond: load.model.ratePerSecond, said: program.changedDefaults };
  };
  const own = openOf({});

  it("changes nothing unasked", () => {
    expect(own.said).toEqual([]);
  });

  it("gives whoever asks for a length or a rate just that, and says so", () => {
    expect(openOf({ durationMs: 5_000, ratePerSecond: 1 })).toEqual({
      durationMs: 5_000,
      ratePerSecond: 1,
      said: [
        `load duration: 5 s instead of ${own.durationMs / 1_000} s`,
        `arrival rate: 1/s instead of ${own.ratePerSecond}/s`,
      ],
    });
    expect(openOf({ ratePerSecond: 1 }).durationMs).toBe(own.durationMs);
  });
});

describe("smoke", () => {
  it("samples every gated route often enough in its own minute", () => {
    const [load] = smoke(options).loads;
    if (load === undefined || load.model.kind !== "open") throw new Error("smoke has no open-model load");
    const run = { durationMs: load.durationMs, warmupMs: load.warmupMs, ratePerSecond: load.model.ratePerSecond };
    expect(fit(run, load.endpoints, 600).shortfalls).toEqual([]);
    expect(load.durationMs).toBe(60_000);
  });

  it("keeps every identity under the limiter", () => {
    const [load] = smoke(options).loads;
    const perIdentity = (52 * 60) / (load?.identities.count ?? 1);
    expect(perIdentity).toBeLessThanOrEqual(50);
  });

  it("declares for every seeded defect objectives that exist", () => {
    const ids = smoke(options).objectives.map((objective) => objective.id);
    expect(Object.keys(defects)).toEqual(expect.arrayContaining(Object.keys(smokeDefects)));
    for (const [defect, expected] of Object.entries(smokeDefects)) {
      expect(expected.length, defect).toBeGreaterThan(0);
      expect(ids, defect).toEqual(expect.arrayContaining([...expected]));
    }
  });

  it("has no objective that no seeded defect turns red", () => {
    const proven = new Set(Object.values(smokeDefects).flat());
    const ids = smoke(options).objectives.map((objective) => objective.id);
    expect(ids.filter((id) => !proven.has(id))).toEqual([]);
  });
});
