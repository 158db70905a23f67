// Runs the rungs of the proof ladder, cheapest first, and closes with one line of counts.
// usage: node test/run.ts all | full | lint | unit | engine | cluster | chaos | restore
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { messageOf } from "../common/errors.ts";
import { stateFolder } from "../common/folders.ts";
import { formatDuration } from "../common/duration.ts";
import { chaosDefects } from "../drills/chaos/defects.ts";
import { chaosOfTheDay } from "./chaos-of-the-day.ts";
import { soundRuns } from "./sound-runs.ts";

const root = resolve(import.meta.dirname, "..");

interface Rung {
  name: string;
  run: () => Promise<Counts>;
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const lint: Rung[] = [
  command("types", "tsc", ["--noEmit", "-p", root]),
  command("types of the k6 script", "tsc", ["--noEmit", "-p", join(root, "engine", "load", "k6")]),
  command("eslint", "eslint", ["--max-warnings", "0", "."]),
  command("format", "prettier", ["--check", "--log-level", "warn", "."]),
];
const unit = vitest("unit", ["test/unit", "test/component"]);
const engine = vitest("engine", ["test/engine"], toolPaths);
const cluster = vitest("cluster", ["test/cluster"], toolsAndDocker, dropIdleDocker);
const full = vitest("full", ["test/full"], toolPaths);
const today = chaosOfTheDay(new Date(), chaosDefects);
const experiments = today.experiments.map((name) => `chaos/${name}`);
const chaos: Rung[] = [
  { name: "chaos on the sound reference", run: () => soundRuns("chaos", experiments) },
  vitest("chaos with seeded defects", ["test/full/chaos-defects.test.ts"], async () => ({
    DRILL_DEFECTS: today.defects.map(({ experiment, defect }) => `${experiment}/${defect}`).join(","),
  })),
];

const restore: Rung[] = [vitest("restore", ["test/full/restore.test.ts"])];

const selections: Record<string, Rung[]> = {
  lint,
  unit: [unit],
  engine: [engine],
  cluster: [cluster],
  all: [...lint, unit, engine, cluster],
  chaos,
  restore,
  full: [...lint, unit, engine, cluster, full],
};

function command(name: string, program: string, args: string[]): Rung {
  return {
    name,
    run: async () => {
      const { failed } = await execa(program, args, { cwd: root, stdio: "inherit", reject: false, preferLocal: true });
      return { passed: failed ? 0 : 1, failed: failed ? 1 : 0, skipped: 0 };
    },
  };
}

function vitest(
  name: string,
  folders: string[],
  environment: () => Promise<Record<string, string>> = async () => ({}),
  afterwards: () => Promise<void> = async () => undefined,
): Rung {
  return {
    name,
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), "drill-test-"));
      const output = join(folder, "result.json");
      try {
        const env = await environment();
        const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`];
        const { failed } = await execa("vitest", ["run", "--passWithNoTests", ...reporters, ...folders], {
          cwd: root,
          stdio: "inherit",
          reject: false,
          preferLocal: true,
          env,
        });
        const counts = await readCounts(output);
        // Errors outside of tests are in its exit code alone.
        return failed && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
      } finally {
        await rm(folder, { recursive: true, force: true });
        await afterwards();
      }
    },
  };
}

/** Counts what ran and names what did not: a skipped test is not a passed one. */
async function readCounts(file: string): Promise<Counts> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(text) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numFailedTestSuites: number;
    success: boolean;
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  const skipped = result.testResults.flatMap((suite) =>
    suite.assertionResults.filter((test) => test.status === "skipped" || test.status === "pending"),
  );
  for (const test of skipped) console.log(`skipped: ${test.fullName}`);
  const failed = Math.max(result.numFailedTests, result.success ? 0 : 1);
  return { passed: result.numPassedTests, failed, skipped: skipped.length };
}

/** The tools that the engine and cluster rungs run, made where they are missing. */
async function toolPaths(): Promise<Record<string, string>> {
  const { testTools } = await import("./helpers/tools.ts");
  return testTools();
}

/** The cluster rung needs a Docker daemon; where none can be had, its tests are skipped and say so. */
async function toolsAndDocker(): Promise<Record<string, string>> {
  const { ensureDocker } = await import("../toolchain/docker/daemon.ts");
  const wish = { stateFolder: stateFolder(), mayStart: true, say: console.error };
  await ensureDocker(wish).catch((thrown: unknown) => console.error(messageOf(thrown)));
  return toolPaths();
}

async function dropIdleDocker(): Promise<void> {
  const { dropOwnDaemonIfIdle } = await import("../engine/environment/idle.ts");
  await dropOwnDaemonIfIdle(console.error);
}

const selection = selections[process.argv[2] ?? "all"];
if (selection === undefined) {
  console.error(`usage: node test/run.ts ${Object.keys(selections).join(" | ")}`);
  process.exit(2);
}
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const rung of selection) {
  const start = performance.now();
  const counts = await rung.run();
  const took = formatDuration(performance.now() - start);
  console.log(
    `rung ${rung.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${took}`,
  );
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
