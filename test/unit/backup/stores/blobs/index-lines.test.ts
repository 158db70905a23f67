import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MultisetDigest } from "../../../../../backup/format/digest.ts";
import {
  addBlob,
  type BlobIdentity,
  type IndexLine,
  indexPieces,
  parseIndex,
} from "../../../../../backup/stores/blobs/index-lines.ts";

const sha256 = "ab".repeat(32);
const line = (changed: Partial<IndexLine> = {}): IndexLine => ({
  key: "uploads/ü.txt",
  contentType: "text/plain",
  metadata: { owner: "somebody" },
  bytes: 3,
  sha256,
  object: "blobs/1.zst.age",
  ...changed,
});

describe("an index of blobs", () => {
  it("is read as it was written", () => {
    const lines = fc.array(
      fc
        .record({
          key: fc.string({ minLength: 1, unit: "binary" }),
          metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string()),
          bytes: fc.nat(),
        })
        .map((changed) => line(changed)),
    );
    fc.assert(
      fc.property(lines, (each) => {
        expect(parseIndex(Buffer.concat([...indexPieces(each)]).toString(), "blobs/index")).toEqual(each);
      }),
    );
  });

  it("is a line of JSON per blob, in pieces of some size", () => {
    const many = Array.from({ length: 5_000 }, (_, n) => line({ key: `${n}` }));
    const pieces = [...indexPieces(many)];
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.length).toBeLessThan(100);
    expect(Buffer.concat(pieces).toString()).toBe(many.map((each) => `${JSON.stringify(each)}\n`).join(""));
    expect([...indexPieces([])]).toEqual([]);
  });

  it.each([
    ["cut off", "{"],
    ["empty", "{}"],
    ["nothing", "null"],
    ["without a hash", JSON.stringify({ ...line(), sha256: "short" })],
    ["of another version", JSON.stringify({ ...line(), more: 1 })],
  ])("is damaged where a line is %s", (_, text) => {
    const whole = `${JSON.stringify(line())}\n${text}\n`;
    const error = expect.objectContaining({ code: "backup.object-damaged" });
    expect(() => parseIndex(whole, "blobs/index")).toThrow(error);
  });
});

function digestOf(...blobs: BlobIdentity[]): string {
  const digest = new MultisetDigest();
  for (const blob of blobs) addBlob(digest, blob);
  return digest.value.digest;
}

describe("the digest of blobs", () => {
  it("depends on what they are and not on where they lie or in which order", () => {
    const [one, other] = [line({ metadata: { a: "1", b: "2" } }), line({ key: "other" })];
    const same = line({ metadata: { b: "2", a: "1" }, object: "elsewhere", bytes: 0 });
    expect(digestOf(one, other)).toBe(digestOf(other, same));
  });

  it.each<[string, Partial<IndexLine>]>([
    ["key", { key: "other" }],
    ["content", { sha256: "cd".repeat(32) }],
    ["type", { contentType: "text/html" }],
    ["metadata", { metadata: { owner: "else" } }],
  ])("depends on the %s", (_, changed) => {
    expect(digestOf(line(changed))).not.toBe(digestOf(line()));
  });
});
