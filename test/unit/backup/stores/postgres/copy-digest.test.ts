import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MultisetDigest } from "../../../../../backup/format/digest.ts";
import { digestCopy } from "../../../../../backup/stores/postgres/copy-digest.ts";
import { chunkSizes, inChunks } from "../chunks.ts";

/** Text of a row as COPY gives it: no line break, and no line that is only the end mark. */
const row = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\n", "").replace(/^\\\.$/, "\\\\."));

const contentOf = (rows: readonly string[]) => {
  const digest = new MultisetDigest();
  for (const each of rows) digest.add(each);
  return digest.value;
};

const linesOf = (rows: readonly string[]) => rows.map((each) => `${each}\n`).join("");

const digest = (text: string, isMarked: boolean, sizes: readonly number[] = [text.length + 1]) =>
  digestCopy(inChunks(Buffer.from(text), sizes), isMarked);

describe("digest of a COPY", () => {
  it("is that of its rows, however they are cut into chunks and with an end mark or without", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), chunkSizes, fc.boolean(), async (rows, sizes, isMarked) => {
        const text = linesOf(rows) + (isMarked ? "\\.\n\n\n" : "");
        expect(await digest(text, isMarked, sizes)).toEqual(contentOf(rows));
      }),
    );
  });

  it("says how many rows went by", async () => {
    const seen: number[] = [];
    await digestCopy(inChunks(Buffer.from("a\nb\nc\n\\.\n"), [3]), true, (rows) => seen.push(rows));
    expect(seen.reduce((sum, rows) => sum + rows, 0)).toBe(3);
  });

  it("counts empty rows, which tables without columns have", async () => {
    expect(await digest("\n\n", false)).toEqual(contentOf(["", ""]));
  });

  it("tells a value that looks like the end mark from it", async () => {
    expect(await digest("\\\\.\n\\.\n", true)).toEqual(contentOf(["\\\\."]));
  });

  it.each([
    ["within a row", "a\nb", /within a row/],
    ["before its end mark", "a\nb\n", /no end mark/],
    ["before its first row", "", /no end mark/],
    ["within its end mark", "a\n\\.", /within a row/],
  ])("shows a file that is cut off %s", async (_where, text, message) => {
    await expect(digest(text, true)).rejects.toMatchObject({
      code: "backup.archive-unreadable",
      message: expect.stringMatching(message),
    });
  });

  it("shows rows after the end mark", async () => {
    await expect(digest("a\n\\.\n\nb\n", true)).rejects.toThrow(/goes on after its end mark/);
  });

  it("ends with the error of its source", async () => {
    const broken = (async function* () {
      yield Buffer.from("a\n");
      throw new Error("object damaged");
    })();
    await expect(digestCopy(broken, true)).rejects.toThrow("object damaged");
  });
});
