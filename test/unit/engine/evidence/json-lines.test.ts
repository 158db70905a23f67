import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { readJsonLines } from "../../../../engine/evidence/json-lines.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const schema = z.strictObject({ n: z.number() });

async function read(text: string) {
  const file = join(await temporaryFolder(), "some.ndjson");
  await writeFile(file, text);
  return readJsonLines(file, schema);
}

describe("readJsonLines", () => {
  it("gives every line, and nothing without a file", async () => {
    expect(await read('{"n":1}\n{"n":2}\n')).toEqual({ values: [{ n: 1 }, { n: 2 }], gaps: [] });
    expect(await readJsonLines(join(await temporaryFolder(), "none.ndjson"), schema)).toEqual({ values: [], gaps: [] });
  });

  it("says of a last line without an end that it was cut off", async () => {
    const reason = "its last line was cut off while written";
    expect(await read('{"n":1}\n{"n"')).toEqual({ values: [{ n: 1 }], gaps: [{ what: "some.ndjson", reason }] });
  });

  it("refuses any other line that is none, by its number", async () => {
    await expect(read('{"n":1}\n{"n":"1"}\n')).rejects.toMatchObject({
      code: "evidence.unreadable",
      message: expect.stringMatching(/some\.ndjson line 2 .*: n: /),
    });
  });
});
