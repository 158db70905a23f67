import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  archiveHead,
  encodeEnd,
  encodeRecord,
  readRecords,
  type KeyRecord,
} from "../../../../../backup/stores/redis/records.ts";
import { chunkSizes, inChunks } from "../chunks.ts";

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

const record = fc.record({
  key: bytes(30),
  type: fc.constantFrom("string", "hash", "list", "set", "zset", "stream"),
  expiresAtMs: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 8_640_000_000_000_000 })),
  logical: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array)),
  payload: bytes(300),
});

const one: KeyRecord = {
  key: Buffer.from("session:1"),
  type: "hash",
  expiresAtMs: 1_767_225_600_000,
  logical: Buffer.alloc(32, 7),
  payload: Buffer.from("payload"),
};

const archiveOf = (records: readonly KeyRecord[], count = records.length): Buffer =>
  Buffer.concat([archiveHead, ...records.map(encodeRecord), encodeEnd(count)]);

async function read(archive: Buffer, sizes: readonly number[] = [archive.length + 1]): Promise<KeyRecord[]> {
  const records: KeyRecord[] = [];
  for await (const each of readRecords(inChunks(archive, sizes))) records.push(each);
  return records;
}

const unreadable = (message: RegExp) => ({
  code: "backup.archive-unreadable",
  message: expect.stringMatching(message),
});

describe("records of keys", () => {
  it("are read as they were written, however they are cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 8 }), chunkSizes, async (records, sizes) => {
        expect(await read(archiveOf(records), sizes)).toEqual(records);
      }),
    );
  });

  it("show where they are cut off", async () => {
    const archive = archiveOf([one, one]);
    for (let length = 0; length < archive.length; length += 1) {
      await expect(read(archive.subarray(0, length))).rejects.toMatchObject(unreadable(/cut off/));
    }
  });

  it.each([
    ["another beginning", Buffer.concat([Buffer.from("X"), archiveOf([one]).subarray(1)]), /does not begin as one/],
    ["a record too few", archiveOf([one], 2), /1 of 2 records/],
    ["a record too many", archiveOf([one, one], 1), /2 of 1 records/],
    ["something after their end", Buffer.concat([archiveOf([one]), Buffer.from("x")]), /goes on after its end/],
    ["something between", Buffer.concat([archiveHead, Buffer.alloc(18, 9), encodeEnd(0)]), /record 1 is none/],
  ])("are told from those with %s", async (_what, archive, message) => {
    await expect(read(archive)).rejects.toMatchObject(unreadable(message));
  });

  it("end with the error of their source", async () => {
    const broken = (async function* () {
      yield archiveHead;
      throw new Error("object damaged");
    })();
    await expect(readRecords(broken).next()).rejects.toThrow("object damaged");
  });

  it("let go of a source that is not read to its end", async () => {
    let isLetGo = false;
    const source = (async function* () {
      try {
        yield archiveOf([one, one]);
      } finally {
        isLetGo = true;
      }
    })();
    const reading = readRecords(source);
    await reading.next();
    await reading.return(undefined);
    expect(isLetGo).toBe(true);
  });
});
