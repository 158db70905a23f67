import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import type { Sample } from "../../../../engine/evidence/sample.ts";
import { runLoad } from "../../../../engine/load/run-load.ts";
import type { LoadRun } from "../../../../engine/load/run-load.ts";
import { openPlan } from "./some-plans.ts";

// Small shell programs stand for k6. They are given k6's own environment and nothing else.
let folder: string;
let samples: Sample[];
let closed: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-load-"));
  samples = [];
  closed = 0;
});
afterEach(() => rm(folder, { recursive: true }));

async function runWith(k6: string, changed: Partial<LoadRun> = {}) {
  const program = join(folder, "k6");
  await writeFile(program, `#!/bin/sh\n${k6}\n`);
  await chmod(program, 0o755);
  return runLoad({
    plan: openPlan({ ratePerSecond: 1, durationMs: 2_000 }),
    k6: program,
    baseUrl: "http://127.0.0.1:1",
    folder,
    writer: new EvidenceWriter(),
    sink: { write: (sample) => void samples.push(sample), close: () => void (closed += 1) },
    signal: new AbortController().signal,
    ...changed,
  });
}

const summaryOf = (started: number) =>
  `echo '{"schema":"biowerk-drill/k6-summary/1","endpoints":{},"overall":{"count":2,"p50Ms":1,"p95Ms":1},` +
  `"started":${started},"iterations":2,"droppedIterations":0,"vusMax":1,"startLagP99Ms":0.5}' > "$DRILL_LOAD_SUMMARY"`;
const twoSamples = "echo 1000,12.500,plan,ok,0; echo 2000,13.500,draft,not-ok,1";

describe("a load that runs to its end", () => {
  test("hands over its samples in order and its report", async () => {
    const result = await runWith(`${twoSamples}; ${summaryOf(2)}`);
    expect(samples).toEqual([
      { startMs: 1_000, durationMs: 12.5, endpoint: "plan", outcome: "ok", n: 0 },
      { startMs: 2_000, durationMs: 13.5, endpoint: "draft", outcome: "not-ok", n: 1 },
    ]);
    expect(result).toEqual({
      report: { offered: 2, started: 2, dropped: 0, startLagP99Ms: 0.5, exitCode: 0, own: {} },
      interrupted: false,
      samples: 2,
      log: { count: 0, lines: [] },
    });
    expect(closed).toBe(1);
  });

  test.each([99, 110])("is not failed by exit code %i, which is k6's own judgement", async (code) => {
    const result = await runWith(`${twoSamples}; ${summaryOf(2)}; exit ${code}`);
    expect(result).toMatchObject({ interrupted: false, report: { exitCode: code } });
  });

  test("keeps what k6 says apart from its samples", async () => {
    const result = await runWith(`echo a warning; ${twoSamples}; echo 1,2,nothing >&2; ${summaryOf(2)}`);
    expect(result.samples).toBe(2);
    expect(result.log.count).toBe(2);
    expect(result.log.lines.toSorted()).toEqual(["1,2,nothing", "a warning"]);
    expect((await readFile(join(folder, "slo.k6.log"), "utf8")).split("\n")).toContain("a warning");
  });

  test("keeps secrets out of what k6 is quoted with", async () => {
    const writer = new EvidenceWriter();
    writer.learn(["hunter22hunter22"]);
    await runWith(`echo refused hunter22hunter22; ${twoSamples}; ${summaryOf(2)}`, { writer });
    expect(await readFile(join(folder, "slo.k6.log"), "utf8")).toBe("refused [secret]\n");
  });

  test("gives k6 the plan and an environment without the caller's", async () => {
    process.env["K6_VUS"] = "7";
    const result = await runWith(`${twoSamples}; ${summaryOf(2)}; echo "plan $(cat "$DRILL_LOAD_PLAN")"; export -p`);
    delete process.env["K6_VUS"];
    expect(result.log.lines).toContainEqual(expect.stringContaining('"name": "slo"'));
    expect(result.log.lines).toContainEqual(expect.stringContaining("DRILL_BASE_URL"));
    expect(result.log.lines.join("\n")).not.toContain("K6_VUS");
  });
});

describe("a k6 that does not do its work", () => {
  test.each([
    { code: 104, is: "load.config" },
    { code: 107, is: "load.script" },
    { code: 108, is: "load.script" },
    { code: 109, is: "load.script" },
    { code: 3, is: "load.generator" },
  ])("with exit code $code is $is, with its message and the samples so far", async ({ code, is }) => {
    const run = runWith(`${twoSamples}; echo 'Error: it broke'; echo '	at mesh.ts:1'; exit ${code}`);
    await expect(run).rejects.toMatchObject({ code: is, message: expect.stringMatching(/Error: it broke$/) });
    expect(samples).toHaveLength(2);
    expect(closed).toBe(1);
  });

  test("because it is killed half-way is an error that keeps the samples so far", async () => {
    await expect(runWith(`${twoSamples}; kill -KILL $$`)).rejects.toMatchObject({
      code: "load.generator",
      message: expect.stringContaining("137"),
    });
    expect(samples).toHaveLength(2);
  });

  test("because it cannot be started says so", async () => {
    const missing = join(folder, "no-such-k6");
    await expect(runWith("", { k6: missing })).rejects.toMatchObject({
      code: "load.start",
      message: expect.stringContaining(missing),
    });
    expect(closed).toBe(1);
  });

  test("but claims success without a summary is an error, even beside an older summary", async () => {
    await writeFile(join(folder, "slo.summary.json"), "{}");
    await expect(runWith(twoSamples)).rejects.toMatchObject({ code: "load.script" });
  });

  test("but reports fewer requests than it started is an error", async () => {
    await expect(runWith(`${twoSamples}; echo TypeError: x; ${summaryOf(3)}`)).rejects.toMatchObject({
      code: "load.script",
      message: expect.stringContaining("3 requests were started and 2 reported; k6 said: TypeError: x"),
    });
  });

  test("but goes on after its time is ended", async () => {
    const plan = openPlan({ durationMs: 100, requestTimeoutMs: 100 });
    const run = runWith(`${twoSamples}; exec sleep 60`, { plan, overrunMs: 50, graceMs: 5_000 });
    await expect(run).rejects.toMatchObject({ code: "load.overrun" });
    expect(samples).toHaveLength(2);
  });
});

describe("a load that is aborted", () => {
  /** Aborts at the second sample, so that k6 is known to be at work. */
  const abortedAtWork = () => {
    const abort = new AbortController();
    const write = (sample: Sample) => {
      samples.push(sample);
      if (samples.length === 2) abort.abort();
    };
    return { signal: abort.signal, sink: { write, close: () => void (closed += 1) } };
  };
  const forever = "while :; do sleep 0.02; done";

  test("lets k6 end by itself and keeps samples and report", async () => {
    const k6 = `trap '${summaryOf(5).replaceAll("'", `'"'"'`)}; exit 105' INT; ${twoSamples}; ${forever}`;
    const result = await runWith(k6, abortedAtWork());
    expect(result).toMatchObject({ interrupted: true, samples: 2, report: { started: 5, dropped: 0, exitCode: 105 } });
    expect(closed).toBe(1);
  });

  test("has no report where k6 was killed while it wrote its summary", async () => {
    const k6 = `trap 'echo {\\"schema > "$DRILL_LOAD_SUMMARY"; exit 105' INT; ${twoSamples}; ${forever}`;
    expect(await runWith(k6, abortedAtWork())).toMatchObject({ interrupted: true, samples: 2, report: null });
  });

  test("kills a k6 that ignores the request, and has no report then", async () => {
    const result = await runWith(`trap '' INT; ${twoSamples}; ${forever}`, {
      ...abortedAtWork(),
      graceMs: 100,
    });
    expect(result).toMatchObject({ interrupted: true, samples: 2, report: null });
  });

  test("ends the whole process group: a wrapper's child that ignores the request would hold the output open", async () => {
    const result = await runWith(`(trap '' INT; ${forever}) & ${twoSamples}; wait`, {
      ...abortedAtWork(),
      graceMs: 100,
    });
    expect(result).toMatchObject({ interrupted: true, samples: 2 });
  });

  test("before it started starts no load", async () => {
    const result = await runWith(`sleep 0.2; ${twoSamples}; ${forever}`, { signal: AbortSignal.abort(), graceMs: 100 });
    expect(result).toMatchObject({ interrupted: true, samples: 0, report: null });
  });
});

test("a load that is needed no longer ends in order, and is held to what it had to send until then", async () => {
  const enough = new AbortController();
  const write = (sample: Sample) => {
    samples.push(sample);
    if (samples.length === 2) enough.abort();
  };
  const now = `$(date +%s)000`;
  const two = `echo ${now},12.500,plan,ok,0; echo ${now},13.500,draft,ok,1`;
  const k6 = `trap '${summaryOf(2).replaceAll("'", `'"'"'`)}; exit 105' INT; ${two}; while :; do sleep 0.02; done`;
  const result = await runWith(k6, {
    plan: openPlan({ ratePerSecond: 1, durationMs: 600_000 }),
    enough: enough.signal,
    sink: { write, close: () => void (closed += 1) },
  });
  expect(result).toMatchObject({ interrupted: false, samples: 2, report: { started: 2, dropped: 0, exitCode: 0 } });
  expect(result.report?.stoppedAfterMs).toBeLessThan(60_000);
  expect(result.report?.offered).toBeLessThan(60);
});

test("a sink that cannot write ends k6 and is the error", async () => {
  const full = new Error("disk is full");
  const sink = {
    write: () => {
      throw full;
    },
    close: () => undefined,
  };
  await expect(runWith(`echo $$ > '${folder}/pid'; ${twoSamples}; exec sleep 60`, { sink })).rejects.toBe(full);
  expect(isRunning(Number(await readFile(join(folder, "pid"), "utf8")))).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
