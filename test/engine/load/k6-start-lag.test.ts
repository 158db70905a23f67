import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { openPlan } from "../../unit/engine/load/some-plans.ts";
import { k6, loadOf, quantile } from "./load-of.ts";
import { answerAfter, startTarget } from "./target.ts";

let target: Awaited<ReturnType<typeof startTarget>> | undefined;
afterEach(() => target?.stop());

describe.skipIf(k6 === "")("start lag of a real k6 (DRILL_K6 names it; skipped where it is not set)", () => {
  test("shows a generator that stood still, though every answer was quick", async () => {
    target = await startTarget((_, response) => answerAfter(5, response));
    const folder = await mkdtemp(join(tmpdir(), "k6-paused-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const executable = join(folder, "k6");
    const pause = `"${k6}" "$@" & sleep 1; kill -STOP $!; sleep 0.8; kill -CONT $!; wait $!`;
    await writeFile(executable, `#!/bin/sh\n${pause}\n`);
    await chmod(executable, 0o755);

    const plan = openPlan({ ratePerSecond: 40, durationMs: 3_000, preAllocatedVUs: 50 });
    const { samples, result } = await loadOf(plan, target.url, { executable });
    expect(result.report).toMatchObject({ offered: 120, started: 120, dropped: 0 });
    expect(result.report!.startLagP99Ms).toBeGreaterThan(500);
    const durations = samples.map(({ durationMs }) => durationMs);
    expect(quantile(durations, 0.5)).toBeLessThan(100);
  });
});
