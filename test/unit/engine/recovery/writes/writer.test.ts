import { describe, expect, it } from "vitest";
import type { WriteEntry, WriteOutcome } from "../../../../../engine/recovery/writes/write-ledger.ts";
import { type StoreWriter, writeId, writeUntilAborted } from "../../../../../engine/recovery/writes/writer.ts";

const never = () => new Promise<never>(() => undefined);
const fast = { prefix: "r1", perSecond: 1_000 } as const;

/** A writer whose n-th write is as told. */
function writerOf(
  store: StoreWriter["store"],
  nth: (n: number) => Promise<WriteOutcome>,
): StoreWriter & { ids: string[] } {
  const ids: string[] = [];
  const write = (id: string) => nth(ids.push(id));
  return { store, via: "direct", ids, write };
}

function collected() {
  const entries: WriteEntry[] = [];
  return { entries, ledger: { append: (entry: WriteEntry) => void entries.push(entry) } };
}

describe("writeId", () => {
  it("rises as text too", () => {
    const ids = [1, 2, 10, 99, 100, 12_345].map((n) => writeId("r1", "redis", n));
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toBe("r1-redis-000001");
  });
});

describe("writeUntilAborted", () => {
  it("says of each write what became of it, and of those under way that nobody knows", async () => {
    const stop = new AbortController();
    const writer = writerOf("postgres", async (n) => {
      if (n === 2) return "failed";
      if (n === 3) throw new Error("the connection broke");
      if (n < 5) return "ok";
      stop.abort();
      return never();
    });
    const { entries, ledger } = collected();
    await writeUntilAborted({ ...fast, writers: [writer], ledger, signal: stop.signal });
    expect(entries.map(({ outcome }) => outcome)).toEqual(["ok", "failed", "unknown", "ok", "unknown"]);
    expect(entries.map(({ id }) => id)).toEqual(writer.ids);
    expect(entries[0]).toMatchObject({ id: "r1-postgres-000001", store: "postgres", via: "direct" });
    expect(entries.every(({ startedAtMs, endedAtMs }) => startedAtMs <= endedAtMs)).toBe(true);
  });

  it("goes on with one store whatever another one does", async () => {
    const stop = new AbortController();
    const silent = writerOf("postgres", never);
    const good = writerOf("redis", async (n) => {
      if (n === 20) stop.abort();
      return "ok";
    });
    const { entries, ledger } = collected();
    await writeUntilAborted({ ...fast, writers: [silent, good], ledger, signal: stop.signal });
    expect(entries.filter(({ store }) => store === "redis").length).toBeGreaterThanOrEqual(19);
    expect(silent.ids.length).toBeGreaterThan(1);
  });

  it("sends a silent store no more than a hundred", async () => {
    const stop = new AbortController();
    const silent = writerOf("postgres", never);
    const good = writerOf("redis", async (n) => {
      if (n === 150) stop.abort();
      return "ok";
    });
    await writeUntilAborted({ ...fast, writers: [silent, good], ledger: collected().ledger, signal: stop.signal });
    expect(silent.ids).toHaveLength(100);
  });

  it("waits for nothing that comes after the end", async () => {
    const stop = new AbortController();
    let answer: (outcome: WriteOutcome) => void = () => undefined;
    const writer = writerOf("documents", () => {
      stop.abort();
      return new Promise((resolve) => (answer = resolve));
    });
    const { entries, ledger } = collected();
    await writeUntilAborted({ ...fast, writers: [writer], ledger, signal: stop.signal });
    answer("ok");
    await Promise.resolve();
    expect(entries.map(({ outcome }) => outcome)).toEqual(["unknown"]);
  });

  it("tells writes when it ends", async () => {
    const stop = new AbortController();
    const heard: boolean[] = [];
    const write: StoreWriter["write"] = async (_id, signal) => {
      signal.addEventListener("abort", () => heard.push(true));
      stop.abort();
      return never();
    };
    const { ledger } = collected();
    const writers: StoreWriter[] = [{ store: "blobs", via: "direct", write }];
    await writeUntilAborted({ ...fast, writers, ledger, signal: stop.signal });
    expect(heard).toEqual([true]);
  });

  it("ends as a whole where the ledger takes no more", async () => {
    const full = () => {
      throw new Error("no space left");
    };
    const writers = [writerOf("postgres", async () => "ok"), writerOf("redis", never)];
    const writing = { ...fast, writers, ledger: { append: full }, signal: new AbortController().signal };
    await expect(writeUntilAborted(writing)).rejects.toThrow("no space left");
  });
});
