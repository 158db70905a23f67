import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSamples, readSamples, samplesHeader } from "../../../../engine/evidence/sample-codec.ts";
import type { Sample } from "../../../../engine/evidence/sample.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const sample = (n: number): Sample => ({
  startMs: 1_736_942_400_000.25 + n * 10,
  durationMs: 12.345 + n,
  endpoint: n % 2 === 0 ? "plan" : "draft",
  outcome: n % 7 === 0 ? "status-503" : "ok",
  n,
});

async function fileOf(samples: Iterable<Sample>): Promise<string> {
  const file = join(await temporaryFolder(), "samples.csv.gz");
  const writer = openSamples(file);
  for (const each of samples) writer.write(each);
  writer.close();
  return file;
}

async function read(file: string): Promise<Sample[]> {
  const found: Sample[] = [];
  const count = await readSamples(file, (batch) => {
    for (let i = 0; i < batch.length; i += 1) {
      found.push({
        startMs: batch.startMs[i] ?? NaN,
        durationMs: batch.durationMs[i] ?? NaN,
        endpoint: batch.endpoints[batch.endpoint[i] ?? -1] ?? "",
        outcome: batch.outcomes[batch.outcome[i] ?? -1] ?? "",
        n: batch.n[i] ?? NaN,
      });
    }
  });
  expect(count).toBe(found.length);
  return found;
}

describe("samples file", () => {
  it("is CSV with a header, compressed", async () => {
    const file = await fileOf([sample(0), sample(1)]);
    expect(gunzipSync(await readFile(file)).toString()).toBe(
      `${samplesHeader}\n1736942400000.25,12.345,plan,status-503,0\n1736942400010.25,13.345,draft,ok,1\n`,
    );
  });

  it("gives back what was written, over many gzip members and batches", async () => {
    const samples = Array.from({ length: 30_000 }, (_, n) => sample(n));
    const back = await read(await fileOf(samples));
    expect(back).toHaveLength(samples.length);
    expect(back[8_191]).toEqual(samples[8_191]);
    expect(back[8_192]).toEqual(samples[8_192]);
    expect(back.at(-1)).toEqual(samples.at(-1));
    expect(back.reduce((sum, { n }) => sum + n, 0)).toBe((30_000 * 29_999) / 2);
  });

  it("keeps times to the microsecond and everything else exactly", async () => {
    const name = fc.stringMatching(/^[\w.:-]{1,12}$/);
    const ms = fc.double({ min: 0, max: 2e12, noNaN: true });
    const any = fc.record({ startMs: ms, durationMs: ms, endpoint: name, outcome: name, n: fc.nat() });
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 20 }), async (samples) => {
        const back = await read(await fileOf(samples));
        const micros = (value: number) => Math.round(value * 1_000) / 1_000;
        expect(back).toEqual(
          samples.map((each) => ({ ...each, startMs: micros(each.startMs), durationMs: micros(each.durationMs) })),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("reads as nothing where no sample was written", async () => {
    expect(await read(await fileOf([]))).toEqual([]);
  });

  it.each([
    ["a comma in a name", { endpoint: "a,b" }],
    ["a line break in a name", { outcome: "ok\nok" }],
    ["an empty name", { endpoint: "" }],
    ["a negative time", { durationMs: -1 }],
    ["no time", { startMs: NaN }],
  ])("refuses to write a sample with %s", async (_what, change) => {
    const file = join(await temporaryFolder(), "samples.csv.gz");
    const writer = openSamples(file);
    expect(() => writer.write({ ...sample(0), ...change })).toThrow(TypeError);
    writer.close();
    expect(await read(file)).toEqual([]);
  });

  it.each([
    ["another header", "start,duration,endpoint,outcome,n\n", "line 1"],
    ["a field missing", `${samplesHeader}\n1,2,plan,ok\n1,2,plan,ok,0\n`, "line 2"],
    ["a field too many", `${samplesHeader}\n1,2,plan,ok,0\n1,2,plan,ok,0,0\n`, "line 3"],
    ["a word for a number", `${samplesHeader}\n1,fast,plan,ok,0\n`, "line 2"],
    ["a last line that is cut off", `${samplesHeader}\n1,2,plan,ok,0\n1,2,pl`, "line 3 is cut off"],
    ["nothing", "", "line 1 is cut off"],
  ])("refuses to read a file with %s, naming file and line", async (_what, text, message) => {
    const file = join(await temporaryFolder(), "samples.csv.gz");
    await writeFile(file, gzipSync(text));
    await expect(read(file)).rejects.toMatchObject({
      code: "evidence.unreadable",
      message: expect.stringMatching(new RegExp(`samples.csv.gz.*${message}`)),
    });
  });

  it("refuses to read a file that is cut off, wherever", async () => {
    const samples = Array.from({ length: 5_000 }, (_, n) => sample(n));
    for (const share of [0.1, 0.5, 0.99]) {
      const file = await fileOf(samples);
      await truncate(file, Math.floor((await readFile(file)).length * share));
      await expect(read(file)).rejects.toMatchObject({ code: "evidence.unreadable" });
    }
  });

  it.each(["missing.csv.gz", "plain.csv"])("refuses to read %s", async (name) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "plain.csv"), `${samplesHeader}\n`);
    await expect(read(join(folder, name))).rejects.toMatchObject({ code: "evidence.unreadable" });
  });
});
