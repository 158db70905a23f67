import { randomBytes } from "node:crypto";
import { Readable, type Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Decrypter, Encrypter, generateHybridIdentity, generateIdentity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openStream, sealStream } from "../../../../backup/seal/age.ts";
import { newHeader } from "../../../../backup/seal/age-header.ts";
import { PayloadCipher } from "../../../../backup/seal/age-payload.ts";

const sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000];
const damage = { code: "backup.object-damaged", kind: "environment" };

/** A chunk as it lies in the file. */
const sealedChunk = 65_536 + 16;

let identity: string;
let recipient: string;
let other: string;
beforeAll(async () => {
  [identity, other] = await Promise.all([generateIdentity(), generateIdentity()]);
  recipient = await identityToRecipient(identity);
});

/** What comes out of a stream that gets the bytes in pieces. */
function passed(stream: Transform, bytes: Uint8Array, pieceBytes = 10_000): Promise<Buffer> {
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };
  return buffer(Readable.from(pieces(), { objectMode: false }).pipe(stream));
}
const seal = async (bytes: Uint8Array, recipients = [recipient], pieceBytes?: number) =>
  passed(await sealStream(recipients), bytes, pieceBytes);
const open = (bytes: Uint8Array, identities = [identity], pieceBytes?: number) =>
  passed(openStream(identities, "some/object"), bytes, pieceBytes);

function openByLibrary(bytes: Uint8Array): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(bytes);
}
function sealByLibrary(bytes: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(bytes);
}

/** Where the chunks begin. */
const payloadOf = (sealed: Buffer) => sealed.indexOf("\n", sealed.indexOf("\n--- ") + 1) + 1 + 16;
const flipped = (bytes: Buffer, at: number) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0x10;
  return changed;
};

describe.each(sizes)("a file of %i bytes", (size) => {
  const bytes = randomBytes(size);

  it("is opened as it was sealed", async () => {
    expect(bytes.equals(await open(await seal(bytes)))).toBe(true);
  });

  it("is opened by the library, and the library's is opened", async () => {
    expect(bytes.equals(await openByLibrary(await seal(bytes)))).toBe(true);
    expect(bytes.equals(await open(await sealByLibrary(bytes)))).toBe(true);
  });

  it("is as long as the library's", async () => {
    expect(await seal(bytes)).toHaveLength((await sealByLibrary(bytes)).length);
  });

  it("cannot be opened without its end", async () => {
    const sealed = await seal(bytes);
    await expect(open(sealed.subarray(0, -1))).rejects.toMatchObject(damage);
    await expect(open(sealed.subarray(0, payloadOf(sealed)))).rejects.toMatchObject(damage);
  });

  it("cannot be opened with more after its end", async () => {
    const sealed = await seal(bytes);
    for (const more of [1, 16, sealedChunk, sealedChunk + 1]) {
      await expect(open(Buffer.concat([sealed, Buffer.alloc(more)]))).rejects.toMatchObject(damage);
    }
  });
});

describe("a sealed file", () => {
  const bytes = randomBytes(3 * 65_536);

  it("does not depend on the pieces in which it comes", async () => {
    const size = fc.integer({ min: 1, max: 140_000 });
    const content = fc.nat({ max: 300_000 }).map((length) => randomBytes(length));
    await fc.assert(
      fc.asyncProperty(content, size, size, async (plain, sealing, opening) => {
        const sealed = await seal(plain, [recipient], Math.max(sealing, plain.length >> 6));
        expect(plain.equals(await open(sealed, [identity], Math.max(opening, sealed.length >> 6)))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("may come byte by byte", async () => {
    const plain = randomBytes(300);
    expect(plain.equals(await open(await seal(plain, [recipient], 1), [identity], 1))).toBe(true);
  });

  it("is never the same twice", async () => {
    const [one, another] = await Promise.all([seal(bytes), seal(bytes)]);
    expect(one.equals(another)).toBe(false);
  });

  it("opens for each of its recipients, of whatever kind, and with any of one's identities", async () => {
    const hybrid = await generateHybridIdentity();
    const recipients = await Promise.all([identity, other, hybrid].map((each) => identityToRecipient(each)));
    const sealed = await seal(bytes, recipients);
    for (const each of [[identity], [other], [hybrid], [await generateIdentity(), other]]) {
      expect(bytes.equals(await open(sealed, each))).toBe(true);
    }
  });

  it("is damaged by any bit of its payload that changes", async () => {
    const sealed = await seal(bytes);
    const payload = payloadOf(sealed);
    const places = [payload - 16, payload - 1, payload, payload + 30_000, payload + sealedChunk - 1];
    const later = [payload + sealedChunk, payload + 2 * sealedChunk + 5, sealed.length - 17, sealed.length - 1];
    for (const at of [...places, ...later]) {
      await expect(open(flipped(sealed, at))).rejects.toMatchObject({
        ...damage,
        message: expect.stringContaining("some/object"),
      });
    }
  });

  it("is not opened with a header that changed", async () => {
    const sealed = await seal(bytes);
    const mac = sealed.indexOf("\n--- ");
    for (let at = 0; at < payloadOf(sealed) - 16; at += 1) {
      // Which of them it is cannot be told from the header alone.
      const code = expect.stringMatching(/^backup\.(object-damaged|key)$/) as unknown;
      await expect(open(flipped(sealed, at))).rejects.toMatchObject({ code });
    }
    await expect(open(flipped(sealed, 3))).rejects.toMatchObject(damage);
    await expect(open(flipped(sealed, mac + 10))).rejects.toMatchObject(damage);
  });

  it("is damaged where it ends with a whole chunk that was not the last", async () => {
    const sealed = await seal(bytes);
    for (const chunks of [1, 2]) {
      const cut = sealed.subarray(0, payloadOf(sealed) + chunks * sealedChunk);
      await expect(open(cut)).rejects.toMatchObject(damage);
    }
  });

  it.each([0, 1, 21, 22, 100])("is damaged where only %i bytes of it are there", async (length) => {
    const sealed = await seal(bytes);
    await expect(open(sealed.subarray(0, length))).rejects.toMatchObject(damage);
  });

  it("is damaged by chunks that change places", async () => {
    const sealed = await seal(bytes);
    const payload = payloadOf(sealed);
    const at = (index: number) => payload + index * sealedChunk;
    const chunk = (index: number) => sealed.subarray(at(index), at(index + 1));
    const begin = sealed.subarray(0, payload);
    for (const order of [
      [1, 0, 2],
      [0, 2, 1],
      [0, 0, 1, 2],
      [0, 2],
    ]) {
      await expect(open(Buffer.concat([begin, ...order.map(chunk)]))).rejects.toMatchObject(damage);
    }
  });

  it("is damaged by an empty last chunk after others", async () => {
    const { header, fileKey } = await newHeader([recipient]);
    const nonce = randomBytes(16);
    const cipher = new PayloadCipher(fileKey, nonce);
    const chunks = [cipher.seal(randomBytes(65_536), false), cipher.seal(Buffer.alloc(0), true)];
    const sealed = Buffer.concat([header, nonce, ...chunks]);
    await expect(open(sealed)).rejects.toMatchObject(damage);
    await expect(openByLibrary(sealed)).rejects.toThrow();
  });

  it("is no file of age where it has no header, however long it is", async () => {
    await expect(open(Buffer.alloc(2 * 1024 * 1024))).rejects.toMatchObject(damage);
  });
});

describe("keys", () => {
  const bytes = randomBytes(100_000);

  it("that are others' do not open it, and are not shown", async () => {
    await expect(open(await seal(bytes), [other])).rejects.toMatchObject({
      code: "backup.key",
      kind: "usage",
      message: "some/object is sealed for other keys than those that are given",
    });
  });

  it.each<[string[]]>([[[]], [["AGE-SECRET-KEY-1QQQQ"]], [["nonsense"]]])("must be identities: %j", (identities) => {
    const message = expect.not.stringMatching(/QQQQ|nonsense/) as unknown;
    expect(() => openStream(identities)).toThrow(expect.objectContaining({ code: "backup.key", message }));
  });

  it("are refused by their position", () => {
    expect(() => openStream([identity, "nonsense"])).toThrow("identity 2");
  });

  it("must be recipients to seal, of which there is one at least", async () => {
    await expect(sealStream([])).rejects.toMatchObject({ code: "backup.key" });
    const failure = await sealStream([recipient, identity]).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "backup.key", message: expect.stringContaining("recipient 2") });
    expect(failure).toMatchObject({ message: expect.not.stringContaining(identity) });
  });
});
