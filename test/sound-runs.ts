import { resolve } from "node:path";
import { execa } from "execa";
import * as z from "zod";

const main = resolve(import.meta.dirname, "../cli/main.ts");
const outputs = z.object({ environmentId: z.string() });

/** Runs a command of the range. */
export type Drill = (args: readonly string[]) => Promise<{ exitCode?: number | undefined; stdout: string }>;

/**
 * Runs drills on one environment, which comes down however they end.
 * @returns how many of them passed; an environment that does not come up or down is one more that failed
 */
export async function soundRuns(
  stack: string,
  names: readonly string[],
  drill: Drill = realDrill,
): Promise<{ passed: number; failed: number; skipped: number }> {
  const up = await drill(["up", stack]);
  if (up.exitCode !== 0) return { passed: 0, failed: 1, skipped: names.length };
  const { environmentId } = outputs.parse(JSON.parse(up.stdout));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const name of names) {
      const { exitCode, stdout } = await drill(["run", name, "--attach", environmentId]);
      console.log(stdout);
      if (exitCode === 0) counts.passed += 1;
      else counts.failed += 1;
    }
  } finally {
    const down = await drill(["down", environmentId]);
    if (down.exitCode !== 0) counts.failed += 1;
  }
  return counts;
}

const realDrill: Drill = (args) => execa(process.execPath, [main, ...args], { reject: false, stderr: "inherit" });
