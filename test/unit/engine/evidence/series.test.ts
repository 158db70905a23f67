import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSeries } from "../../../../engine/evidence/series.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const line = { atMs: 1_000, pod: "mesh-0", values: { circuit_breaker_state: { osteon: 0 } } };

async function fileOf(text: string): Promise<string> {
  const file = join(await temporaryFolder(), "series.ndjson");
  await writeFile(file, text);
  return file;
}

describe("readSeries", () => {
  it("gives every line", async () => {
    expect(await readSeries(await fileOf(`${JSON.stringify(line)}\n`))).toEqual({ series: [line], gaps: [] });
  });

  it("is empty for a run that has none", async () => {
    expect(await readSeries(join(await temporaryFolder(), "series.ndjson"))).toEqual({ series: [], gaps: [] });
  });

  it("leaves out a last line that was cut off, and says so", async () => {
    const { series, gaps } = await readSeries(await fileOf(`${JSON.stringify(line)}\n{"atMs":2`));
    expect(series).toEqual([line]);
    expect(gaps).toMatchObject([{ what: "series.ndjson" }]);
  });

  it("refuses a line that is none, by its number", async () => {
    const file = await fileOf(`${JSON.stringify(line)}\n{"atMs":2}\n`);
    await expect(readSeries(file)).rejects.toMatchObject({
      code: "evidence.unreadable",
      message: expect.stringContaining("series.ndjson line 2"),
    });
  });
});
