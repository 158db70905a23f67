import { describe, expect, it } from "vitest";
import { logicalHash } from "../../../../../backup/stores/redis/logical.ts";
import { readKeys } from "../../../../../backup/stores/redis/read-keys.ts";
import type { KeyRecord } from "../../../../../backup/stores/redis/records.ts";
import { playedDump } from "./played-dump.ts";
import { playedRedis, type PlayedValue } from "./played-redis.ts";

const text = (value: string, expiresAtMs = -1): PlayedValue => ({
  type: "string",
  value: Buffer.from(value),
  expiresAtMs,
});

async function read(values: Record<string, PlayedValue>, withPayloads = true): Promise<KeyRecord[]> {
  const records: KeyRecord[] = [];
  const signal = new AbortController().signal;
  for await (const record of readKeys(playedRedis(values), { withPayloads, signal })) records.push(record);
  return records;
}

const keysOf = (records: readonly KeyRecord[]) => records.map(({ key }) => key.toString());

describe("keys of a database", () => {
  it("are read with all that makes them up", async () => {
    expect(await read({ "session:1": text("outline", 1_767_225_600_000) })).toEqual([
      {
        key: Buffer.from("session:1"),
        type: "string",
        expiresAtMs: 1_767_225_600_000,
        logical: logicalHash("string", Buffer.from("outline")),
        payload: playedDump(Buffer.from("outline")),
      },
    ]);
  });

  it("are read without payloads where nobody wants them", async () => {
    const [record] = await read({ a: text("1") }, false);
    expect(record?.payload).toHaveLength(0);
  });

  it("come once, even where SCAN gives one twice", async () => {
    expect(keysOf(await read({ a: text("1"), b: text("2"), c: text("3") }))).toEqual(["a", "b", "c"]);
  });

  it("leave out a restore's mark", async () => {
    expect(keysOf(await read({ "drill:restore": text("{}"), a: text("1") }))).toEqual(["a"]);
  });

  it("leave out one that went away before it was looked at or before it was read", async () => {
    const values = {
      a: { type: "none", value: null, expiresAtMs: -2 },
      b: { ...text("1"), vanishes: true },
      c: text("2"),
    };
    expect(keysOf(await read(values))).toEqual(["c"]);
  });

  it("are refused where a module holds one", async () => {
    const document = { type: "ReJSON-RL", value: Buffer.from("{}") };
    await expect(read({ a: text("1"), b: document })).rejects.toMatchObject({ code: "backup.redis-type" });
  });

  it("are read no further once the signal is given", async () => {
    const stop = new AbortController();
    const reading = readKeys(playedRedis({ a: text("1"), b: text("2") }), { withPayloads: true, signal: stop.signal });
    await reading.next();
    stop.abort(new Error("interrupted"));
    await expect(reading.next()).rejects.toThrow("interrupted");
  });
});
