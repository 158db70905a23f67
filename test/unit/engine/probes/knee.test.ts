import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSamples } from "../../../../engine/evidence/sample-codec.ts";
import { kneeOf, tellKnee } from "../../../../engine/probes/knee.ts";
import { aLoad, someSamples } from "../../../fixtures/evidence/records.ts";
import { contextOf } from "./context.ts";

const step = (ratePerSecond: number, served: number, offered = 100) => ({ ratePerSecond, offered, served });

describe("the knee", () => {
  it.each([
    ["knee at 20/s", [step(10, 100), step(20, 95), step(40, 94), step(60, 20)]],
    ["knee at 10/s", [step(40, 99), step(20, 50), step(10, 96)]],
    ["knee below 10/s", [step(10, 94), step(20, 100)]],
    ["no knee up to 20.5/s", [step(10, 100), step(20.5, 98)]],
  ])("is told as %s", (found, steps) => {
    const { ok, detail } = tellKnee("draft", steps);
    expect(ok).toBe(true);
    expect(detail.startsWith(`${found} (`)).toBe(true);
  });

  it("comes with its definition and what was served of each rate", () => {
    expect(tellKnee("draft", [step(10, 100), step(20, 199, 200), step(40, 30)]).detail).toBe(
      "knee at 20/s (the highest offered rate of which at least 95 % is served, as of all below it); " +
        "served of 10/s 100 %, 20/s 99 %, 40/s 30 %",
    );
  });

  it("is unknown where nothing was offered", () => {
    expect(tellKnee("draft", [step(10, 0, 0)])).toMatchObject({ ok: null, detail: "nothing was offered" });
  });

  it("is read from samples, on top of other loads; what was not sent was not served", async () => {
    const folder = await mkdtemp(join(tmpdir(), "knee-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const load = (ratePerSecond: number) =>
      aLoad({ model: { kind: "open", ratePerSecond, preAllocatedVUs: 1, maxVUs: 1 }, durationMs: 10_000 });
    const steps = [10, 20, 40].map((rate) => ({ plan: load(rate), file: join(folder, `${rate}.csv.gz`) }));
    for (const { plan, file } of steps) {
      const samples = openSamples(file);
      const half = plan.durationMs / 1_000 / 2;
      for (const sample of someSamples(plan)) {
        // Of 20/s half fails; of 40/s half is never sent.
        const { ratePerSecond } = plan.model as { ratePerSecond: number };
        const failed = ratePerSecond === 20 && sample.n % 2 === 0;
        if (ratePerSecond === 40 && sample.n >= half * 40) continue;
        samples.write(failed ? { ...sample, outcome: "status-429" } : sample);
      }
      samples.close();
    }
    const [seen] = await kneeOf("knee", "draft", steps, 5).observe(contextOf(() => ({ status: 404, body: "" })));
    expect(seen?.detail).toMatch(/^knee at 15\/s .*served of 15\/s 100 %, 25\/s 50 %, 45\/s 50 %$/);
  });
});
