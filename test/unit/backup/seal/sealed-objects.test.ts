import { createHash, randomBytes } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { Decrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ObjectEntry } from "../../../../backup/format/manifest.ts";
import { sealStream } from "../../../../backup/seal/age.ts";
import { sealedObjects } from "../../../../backup/seal/sealed-objects.ts";
import type { SealedObjects } from "../../../../backup/stores/store.ts";
import { type Intervention, MemoryStore } from "../../../helpers/memory-store.ts";

const damage = { code: "backup.object-damaged", message: expect.stringContaining("postgres/1.dat.zst.age") as unknown };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let identity: string;
let recipients: string[];
let store: MemoryStore;
let objects: SealedObjects;

beforeAll(async () => {
  identity = await generateIdentity();
  recipients = [await identityToRecipient(identity)];
});
beforeEach(() => {
  store = new MemoryStore().below("2025/");
  objects = sealedObjects({ store, recipients, identities: [identity] });
});

const sourceOf = (bytes: Uint8Array): Readable => {
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
  };
  return Readable.from(pieces(), { objectMode: false });
};
const put = (bytes: Uint8Array) => objects.put("postgres/1.dat", sourceOf(bytes));
const read = async (entry: ObjectEntry) => buffer(await objects.open(entry));

const stored = ({ key }: ObjectEntry): Buffer => store.objects.get(`2025/${key}`)?.bytes ?? Buffer.alloc(0);
const replace = ({ key }: ObjectEntry, bytes: Buffer) => store.objects.set(`2025/${key}`, { bytes });
const flipped = (bytes: Buffer, at: number) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 4;
  return changed;
};

/** A source that never ends by itself. */
const endless = () =>
  new Readable({
    read() {
      this.push(randomBytes(65_536));
    },
  });

describe.each([0, 1, 65_535, 65_536, 65_537, 200_000])("an object of %i bytes", (size) => {
  it("comes out as it was put in, and the entry is of what is stored", async () => {
    const bytes = randomBytes(size);
    const entry = await put(bytes);
    const { length } = stored(entry);
    expect(entry).toEqual({
      key: "postgres/1.dat.zst.age",
      bytes: length,
      sha256: sha256(stored(entry)),
      plainBytes: size,
    });
    expect(bytes.equals(await read(entry))).toBe(true);
  });
});

describe("an object", () => {
  it("is compressed, then encrypted, as other tools of age and zstd have it", async () => {
    const bytes = Buffer.from("the same words again and again ".repeat(20_000));
    const entry = await put(bytes);
    expect(entry.bytes).toBeLessThan(bytes.length / 50);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    expect(bytes.equals(zstdDecompressSync(await decrypter.decrypt(stored(entry))))).toBe(true);
  });

  it("is damaged by any bit that changes, in its header too", async () => {
    const entry = await put(randomBytes(150_000));
    const whole = stored(entry);
    const nonce = whole.indexOf("\n--- ") + 60;
    const places = [0, 30, 80, 150, whole.indexOf("\n--- ") + 8, nonce, 70_000, whole.length - 40, whole.length - 1];
    for (const at of places) {
      replace(entry, flipped(whole, at));
      await expect(read(entry)).rejects.toMatchObject(damage);
    }
  });

  it("is damaged where it is shorter or longer", async () => {
    const entry = await put(randomBytes(150_000));
    const whole = stored(entry);
    const longer = Buffer.concat([whole, Buffer.alloc(1)]);
    for (const other of [Buffer.alloc(0), whole.subarray(0, 50), whole.subarray(0, -1), longer]) {
      replace(entry, other);
      await expect(read(entry)).rejects.toMatchObject(damage);
    }
  });

  it("is damaged where another lies in its place that opens as well", async () => {
    const [bytes, other] = [randomBytes(150_000), randomBytes(150_000)];
    const earlier = await put(other);
    const replaced = stored(earlier);
    const entry = await put(bytes);
    replace(entry, replaced);
    await expect(read(entry)).rejects.toMatchObject(damage);
  });

  it("hands on nothing of its last chunk where its hash is another", async () => {
    const bytes = randomBytes(10_000);
    const entry = await put(bytes);
    const content = await objects.open({ ...entry, sha256: "0".repeat(64) });
    const seen: Buffer[] = [];
    content.on("data", (chunk: Buffer) => seen.push(chunk));
    const failure = await new Promise((resolve) => content.once("error", resolve));
    expect(failure).toMatchObject(damage);
    expect(seen).toEqual([]);
  });

  it("is damaged where another length comes out of it", async () => {
    const entry = await put(randomBytes(1_000));
    await expect(read({ ...entry, plainBytes: 999 })).rejects.toMatchObject(damage);
  });

  it.each([
    ["is none of zstd", Buffer.from("no zstd at all")],
    ["is cut off", zstdCompressSync(randomBytes(5_000)).subarray(0, -100)],
    ["is empty", Buffer.alloc(0)],
  ])("is damaged where what was encrypted %s", async (_what, content) => {
    const sealed = await buffer(sourceOf(content).pipe(await sealStream(recipients)));
    const key = "postgres/1.dat.zst.age";
    const entry = { key, bytes: sealed.length, sha256: sha256(sealed), plainBytes: 5_000 };
    replace(entry, sealed);
    await expect(read(entry)).rejects.toMatchObject(damage);
  });

  it("does not open with others' keys, or with none", async () => {
    const entry = await put(randomBytes(100_000));
    const others = sealedObjects({ store, recipients, identities: [await generateIdentity()] });
    await expect(others.open(entry).then(buffer)).rejects.toMatchObject({
      code: "backup.key",
      message: expect.stringContaining(entry.key),
    });
    const nobody = sealedObjects({ store, recipients, identities: [] });
    await expect(nobody.open(entry)).rejects.toMatchObject({ code: "backup.key" });
  });
});

describe("what fails on the way in is what is said, and nothing stays open", () => {
  it("where the source fails", async () => {
    const failure = new Error("the source broke");
    const source = Readable.from(
      (function* () {
        yield randomBytes(300_000);
        throw failure;
      })(),
      { objectMode: false },
    );
    await expect(objects.put("a", source)).rejects.toBe(failure);
    expect(store.objects.size).toBe(0);
  });

  it("where the source has failed before", async () => {
    const failure = new Error("the source broke");
    const source = new PassThrough();
    const putting = objects.put("a", source);
    source.destroy(failure);
    await expect(putting).rejects.toBe(failure);
  });

  it("where the source goes away without a word", async () => {
    const source = endless();
    const putting = objects.put("a", source);
    source.once("data", () => source.destroy());
    await expect(putting).rejects.toThrow("Premature close");
    expect(store.objects.size).toBe(0);
  });

  it.each<[string, Intervention]>([
    ["at once", () => Promise.reject(new Error("refused"))],
    ["later", () => 500_000],
  ])("where the store fails %s", async (_when, intervene) => {
    store.intervene = intervene;
    const source = endless();
    await expect(objects.put("a", source)).rejects.toThrow(/refused|broke the connection/);
    expect(source.destroyed).toBe(true);
    expect(store.objects.size).toBe(0);
  });

  it("where nobody can be sealed for", async () => {
    const source = endless();
    const sealed = sealedObjects({ store, recipients: ["nonsense"], identities: [] });
    await expect(sealed.put("a", source)).rejects.toMatchObject({ code: "backup.key" });
    expect(source.destroyed).toBe(true);
    expect(store.calls).toEqual([]);
  });
});

describe("what fails on the way out is what is said, and nothing stays open", () => {
  it("where the object is not there", async () => {
    const entry = await put(randomBytes(10));
    store.objects.clear();
    await expect(objects.open(entry)).rejects.toMatchObject({ code: "objects.missing" });
  });

  it("where the store breaks off", async () => {
    const entry = await put(randomBytes(500_000));
    store.intervene = ({ name }) => (name === "get" ? 200_000 : undefined);
    await expect(read(entry)).rejects.toMatchObject({ code: "objects.unreachable" });
  });

  it("where the reader gives up", async () => {
    const entry = await put(randomBytes(2_000_000));
    const sources: Readable[] = [];
    const { get } = store;
    const spied = { ...store, get: async (key: string) => kept(sources, await get(key)) };
    const content = await sealedObjects({ store: spied, recipients, identities: [identity] }).open(entry);
    const closed = new Promise((resolve) => content.once("close", resolve));
    content.once("data", () => content.destroy());
    await closed;
    await expect.poll(() => sources.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  it("where what it is piped into fails", async () => {
    const entry = await put(randomBytes(2_000_000));
    const failure = new Error("no room");
    const content = await objects.open(entry);
    await expect(pipeline(content, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(content.destroyed).toBe(true);
  });
});

function kept(streams: Readable[], stream: Readable): Readable {
  streams.push(stream);
  return stream;
}
