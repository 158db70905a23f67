import { describe, expect, it } from "vitest";
import { MultisetDigest } from "../../../../../backup/format/digest.ts";
import type { StoreRecord } from "../../../../../backup/format/manifest.ts";
import { readRedisArchive, readRedisArchiveAfter } from "../../../../../backup/stores/redis/archive.ts";
import { archiveHead, encodeEnd, encodeRecord, type KeyRecord } from "../../../../../backup/stores/redis/records.ts";
import type { ArchiveReader } from "../../../../../backup/stores/store.ts";
import { heldObjects } from "../held-objects.ts";
import { playedDump } from "./played-dump.ts";

const noon = 1_767_268_800_000;

const record = (key: string, expiresAtMs: number): KeyRecord => ({
  key: Buffer.from(key),
  type: "string",
  expiresAtMs,
  logical: Buffer.alloc(32, key),
  payload: playedDump(Buffer.from(key)),
});
const forever = record("forever", -1);
const gone = record("gone", noon);
const later = record("later", noon + 1);

function read(reader: ArchiveReader, records: readonly KeyRecord[], named = "redis/keys.zst.age") {
  const archive = Buffer.concat([archiveHead, ...records.map(encodeRecord), encodeEnd(records.length)]);
  const { entries, open } = heldObjects({ "redis/keys.zst.age": archive });
  const known: StoreRecord = {
    store: "redis",
    server: "Redis 7.0.15",
    snapshotAt: "2026-01-01T00:00:00.000Z",
    snapshotPoint: "writers paused",
    schemaDigest: "",
    parts: [{ name: "db0", count: 0, digest: "0".repeat(64), objects: [named] }],
    objects: entries,
  };
  return reader(known, { open }, new AbortController().signal);
}

function contentOf(records: readonly KeyRecord[]) {
  const digest = new MultisetDigest();
  for (const { key, type, expiresAtMs, logical } of records) digest.add(key, type, String(expiresAtMs), logical);
  return [{ name: "db0", ...digest.value }];
}

describe("the archive of Redis", () => {
  it("is counted again from its records alone", async () => {
    expect(await read(readRedisArchive, [forever, gone, later])).toEqual(contentOf([later, gone, forever]));
  });

  it("is counted without keys that expire by a moment", async () => {
    expect(await read(readRedisArchiveAfter(noon), [forever, gone, later])).toEqual(contentOf([forever, later]));
  });

  it("is counted where it holds no key", async () => {
    expect(await read(readRedisArchive, [])).toEqual(contentOf([]));
  });

  it("is not taken for good with a payload that is not what DUMP gave, even of a key that does not count", async () => {
    const damaged = { ...gone, payload: Buffer.from(gone.payload).fill(0, 1, 2) };
    await expect(read(readRedisArchiveAfter(noon), [forever, damaged])).rejects.toMatchObject({
      code: "backup.archive-unreadable",
      message: expect.stringMatching(/record 2 is damaged/),
    });
  });

  it("cannot be read where its object is not there", async () => {
    await expect(read(readRedisArchive, [], "redis/more.zst.age")).rejects.toMatchObject({
      code: "backup.archive-unreadable",
    });
  });
});
