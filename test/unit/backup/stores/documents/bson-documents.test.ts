import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MultisetDigest } from "../../../../../backup/format/digest.ts";
import { digestOf, joinDocuments, splitDocuments } from "../../../../../backup/stores/documents/bson-documents.ts";
import { collected, given, raw } from "./given.ts";

const { signal } = new AbortController();

/** The bytes in chunks that end at the places, the empty ones among them. */
function* cutAt(bytes: Buffer, places: readonly number[]): Generator<Buffer> {
  let start = 0;
  for (const end of places.map((place) => place % (bytes.length + 1)).sort((one, other) => one - other)) {
    yield bytes.subarray(start, end);
    start = end;
  }
  yield bytes.subarray(start);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

const split = (...chunks: Buffer[]) => collected(splitDocuments(given(chunks), "documents/d/c.bson"));

describe("documents in a stream", () => {
  it("come out whole, wherever the stream is cut", async () => {
    const documents = fc.array(
      fc.string({ maxLength: 40 }).map((text) => raw({ text })),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(documents, fc.array(fc.nat()), async (wanted, places) => {
        expect(await split(...cutAt(Buffer.concat(wanted), places))).toEqual(wanted);
      }),
    );
  });

  it("come out whole when every byte comes alone", async () => {
    const wanted = [raw({}), raw({ a: 1 }), raw({ b: "two" })];
    const bytes = Buffer.concat(wanted);
    expect(await split(...cutAt(bytes, [...bytes.keys()]))).toEqual(wanted);
  });

  it("are none where nothing comes", async () => {
    expect(await split()).toEqual([]);
    expect(await split(Buffer.alloc(0))).toEqual([]);
  });

  it.each([
    ["ends within a document", Buffer.concat([raw({ a: 1 }), raw({ b: 2 }).subarray(0, -1)])],
    ["ends within a length", Buffer.concat([raw({ a: 1 }), Buffer.alloc(3)])],
    ["has a length that is too small", Buffer.concat([int32(4), Buffer.alloc(8)])],
    ["has a negative length", Buffer.concat([int32(-5), Buffer.alloc(8)])],
    ["has a length that no server takes", Buffer.concat([int32(48 * 2 ** 20 + 1), Buffer.alloc(8)])],
    ["has a document without an end", Buffer.concat([int32(6), Buffer.from([1, 1])])],
  ])("are damaged where it %s", async (_, bytes) => {
    await expect(split(bytes)).rejects.toMatchObject({ code: "backup.object-damaged" });
  });
});

describe("joined documents", () => {
  it("are what mongodump writes, are all counted, and come in pieces", async () => {
    const documents = Array.from({ length: 50 }, (_, n) => raw({ _id: n, text: "x".repeat(n * 100) }));
    const digest = new MultisetDigest();
    const moved = { bytes: 0, items: 0 };
    const pieces = await collected(
      joinDocuments(given(documents), digest, ({ bytes, items = 0 }) => {
        moved.bytes += bytes;
        moved.items += items;
      }),
    );
    const whole = Buffer.concat(documents);
    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.length).toBeLessThan(documents.length);
    expect(moved).toEqual({ bytes: whole.length, items: documents.length });
    expect(digest.value).toEqual(await digestOf(given([...documents].reverse()), signal));
    expect(digest.value.count).toBe(documents.length);
  });

  it("do not depend on what they were read into", async () => {
    const shared = raw({ n: 1 });
    const pieces = await collected(joinDocuments(given([shared]), new MultisetDigest(), () => undefined));
    shared.fill(0);
    expect(pieces).toEqual([raw({ n: 1 })]);
  });

  it("are no longer counted once that was aborted", async () => {
    const aborted = AbortSignal.abort(new Error("stopped"));
    await expect(digestOf(given([raw({})]), aborted)).rejects.toThrow("stopped");
  });
});
