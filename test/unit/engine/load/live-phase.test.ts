import { expect, it } from "vitest";
import type { Sample } from "../../../../engine/evidence/sample.ts";
import { LivePhase, type SampledObjective } from "../../../../engine/load/live-phase.ts";

const common = { id: "o", title: "t", remedy: "r", needs: [], load: "mixed", endpoint: "*", minSamples: 100 };
const errors: SampledObjective = { ...common, kind: "errors", limitRatio: 0.02 };
const p95: SampledObjective = { ...common, kind: "latency", quantile: 0.95, limitMs: 400 };

/** 400 samples, every other of each route. */
function phaseOf(change: (n: number) => Partial<Sample>): LivePhase {
  const phase = new LivePhase(1_000);
  for (let n = 0; n < 400; n += 1) {
    const endpoint = n % 2 === 0 ? "plan" : "draft";
    phase.record({ startMs: 1_000 + n, durationMs: 50, outcome: "ok", endpoint, n, ...change(n) });
  }
  return phase;
}

it("finds what the samples so far say", () => {
  const sound = phaseOf(() => ({}));
  expect([errors, p95].map((each) => sound.find(each).outcome)).toEqual(["pass", "pass"]);
  const broken = phaseOf((n) => (n % 10 === 0 ? { outcome: "status-500" } : {}));
  expect([errors, p95].map((each) => broken.find(each).outcome)).toEqual(["fail", "pass"]);
  const slow = phaseOf((n) => (n % 10 === 0 ? { durationMs: 600 } : {}));
  expect([errors, p95].map((each) => slow.find(each).outcome)).toEqual(["pass", "fail"]);
});

it("tells the routes apart", () => {
  const broken = phaseOf((n) => (n % 10 === 0 ? { outcome: "timeout" } : {}));
  expect(broken.find({ ...errors, endpoint: "plan" }).outcome).toBe("fail");
  expect(broken.find({ ...errors, endpoint: "draft" }).outcome).toBe("pass");
  expect(broken.find({ ...errors, endpoint: "import" })).toMatchObject({ outcome: "inconclusive", samples: 0 });
});

it("leaves out what was sent before the phase", () => {
  const phase = phaseOf((n) => ({ startMs: 700 + n, outcome: n < 300 ? "timeout" : "ok" }));
  expect(phase.find(errors)).toMatchObject({ outcome: "inconclusive", samples: 100 });
});

it("says nothing of too few", () => {
  expect(phaseOf(() => ({ outcome: "timeout" })).find({ ...errors, minSamples: 401 }).outcome).toBe("inconclusive");
});
