import { describe, expect, it } from "vitest";
import { smokeDefects } from "../../../drills/smoke/defects.ts";
import { smoke } from "../../../drills/smoke/smoke.ts";
import type { NewEvent } from "../../../engine/evidence/events.ts";
import type { GeneratorReport } from "../../../engine/evidence/load-plan.ts";
import type { Sample } from "../../../engine/evidence/sample.ts";
import { judge } from "../../../engine/judge/judge.ts";
import { buildEvidence } from "../../fixtures/evidence/build-evidence.ts";
import { someSamples, wholeRun } from "../../fixtures/evidence/records.ts";
import { settings } from "../../../contract/settings.ts";

const drill = smoke({
  runId: "run-1",
  stack: "smoke",
  limiter: null,
  settings: settings.parse({}),
  injectFaults: true,
});
const load = drill.loads[0] ?? fail("smoke has no load");
const sound = [...someSamples(load, { latencyMs: (n) => 30 + (n % 60) })];

interface Played {
  samples: Sample[];
  generator?: Partial<GeneratorReport>;
}

/** What a generator would record of each defect that shows under load; the other gates are not played here. */
const played: Record<string, Played> = {
  "slow-route": { samples: sound.map((each) => (each.endpoint === "storyboard" ? slower(each, 600) : each)) },
  "slow-gateway": { samples: sound.map((each) => slower(each, 450)) },
  "errors-2-percent": { samples: sound.map((each) => (each.n % 53 === 0 ? { ...each, outcome: "status-500" } : each)) },
  "ok-false": { samples: sound.map((each) => (each.n % 80 === 1 ? { ...each, outcome: "not-ok" } : each)) },
  stall: stalled(),
};

function slower(sample: Sample, ms: number): Sample {
  return { ...sample, durationMs: sample.durationMs + ms };
}

/** After 42 answers none for 100 requests; once all users that stood ready wait, each drop makes one more. */
function stalled(): Played {
  const ready = load.model.kind === "open" ? load.model.preAllocatedVUs : 0;
  const samples: Sample[] = [];
  let dropped = 0;
  for (const each of sound) {
    const waiting = samples.length - 42;
    if (waiting >= ready && waiting < 100 && dropped <= waiting - ready) dropped += 1;
    else if (waiting >= 0 && waiting < 100) samples.push({ ...each, durationMs: 10_000, outcome: "timeout" });
    else samples.push(each);
  }
  return { samples, generator: { offered: sound.length, started: samples.length, dropped, startLagP99Ms: null } };
}

function judged({ samples, generator = {} }: Played) {
  const { objectives, loads } = drill;
  const seen = objectives.flatMap((objective): NewEvent[] =>
    objective.kind === "probe"
      ? [{ type: "observation", probe: objective.probe, subject: "all", ok: true, detail: "" }]
      : [],
  );
  const plan = { objectives, loads, capabilities: { persistence: true } as const };
  const run = wholeRun({ ...buildEvidence({ plan }).plan });
  const events = [...run.slice(0, -1), ...seen, ...run.slice(-1)];
  return judge(buildEvidence({ plan, events, samples: { slo: samples }, generator: { slo: generator } })).objectives;
}

function fail(message: string): never {
  throw new Error(message);
}

describe("the smoke drill's objectives under load", () => {
  it("pass without a defect", () => {
    expect(judged({ samples: sound }).filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  });

  it.each(Object.entries(played))("fail for %s as declared, and no others", (defect, samples) => {
    const results = judged(samples);
    const failed = results.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
    expect(failed.sort()).toEqual([...(smokeDefects[defect] ?? [])].sort());
    expect(results.filter(({ outcome }) => outcome !== "fail" && outcome !== "pass")).toEqual([]);
  });
});
