import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameContent, MultisetDigest } from "../../../../backup/format/digest.ts";

type Item = readonly (Uint8Array | string)[];

const digestOf = (items: readonly Item[]) => {
  const digest = new MultisetDigest();
  for (const item of items) digest.add(...item);
  return digest.value;
};
const item = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 4 });
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const whole = 1n << 256n;

/** A hash as the number that the digest sums. */
const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
const hexOf = (sum: bigint) => (((sum % whole) + whole) % whole).toString(16).padStart(64, "0");

describe("a digest of a multiset", () => {
  it("is of nothing at first", () => {
    expect(digestOf([])).toEqual({ count: 0, digest: "0".repeat(64) });
  });

  it("does not depend on the order", () => {
    const inTwoOrders = fc
      .array(item, { maxLength: 20 })
      .chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })));
    fc.assert(
      fc.property(inTwoOrders, ([one, other]) => {
        expect(digestOf(other)).toEqual(digestOf(one));
      }),
    );
  });

  it("counts an item as often as it comes", () => {
    fc.assert(
      fc.property(item, item, (one, other) => {
        const digests = [[one], [one, one], [one, one, one]].map(digestOf);
        expect(digests.map(({ count }) => count)).toEqual([1, 2, 3]);
        expect(new Set(digests.map(({ digest }) => digest)).size).toBe(3);
        // Two equal items do not vanish, whatever they stand beside.
        expect(digestOf([other, one, one]).digest).not.toBe(digestOf([other]).digest);
      }),
    );
  });

  it("changes with any bit of any field", () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(item), bytes, fc.nat(), (others, field, at) => {
        const changed = Uint8Array.from(field);
        const bit = at % (8 * field.length);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(digestOf([...others, ["name", changed]]).digest).not.toBe(digestOf([...others, ["name", field]]).digest);
      }),
    );
  });

  it("changes with the place where a field ends", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), (text, one, other) => {
        const split = (at: number) => [text.slice(0, at % (text.length + 1)), text.slice(at % (text.length + 1))];
        fc.pre(one % (text.length + 1) !== other % (text.length + 1));
        expect(digestOf([split(one)]).digest).not.toBe(digestOf([split(other)]).digest);
      }),
    );
    expect(digestOf([["ab"]]).digest).not.toBe(digestOf([["ab", ""]]).digest);
  });

  it("takes text as its UTF-8", () => {
    expect(digestOf([["ü", "x"]])).toEqual(digestOf([[Buffer.from("ü"), Buffer.from("x")]]));
  });

  it("goes on after it was looked at", () => {
    const digest = new MultisetDigest();
    digest.add("one");
    expect(digest.value).toEqual(digest.value);
    digest.add("two");
    expect(digest.value).toEqual(digestOf([["one"], ["two"]]));
  });

  it("is the sum of the hashes modulo 2^256", () => {
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 50 }), (hashes) => {
        const digest = new MultisetDigest();
        for (const each of hashes) digest.addHash(each);
        const sum = hashes.map(numberOf).reduce((one, other) => one + other, 0n);
        expect(digest.value).toEqual({ count: hashes.length, digest: hexOf(sum) });
      }),
    );
  });

  it("stays so beyond the number of items after which carries are folded", () => {
    const counts = fc.integer({ min: 2 ** 20 - 1, max: 2 ** 20 + 9 });
    const hashes = fc.oneof(hash, fc.constant(new Uint8Array(32).fill(0xff)));
    fc.assert(
      fc.property(counts, hashes, (count, each) => {
        const digest = new MultisetDigest();
        for (let added = 0; added < count; added += 1) digest.addHash(each);
        expect(digest.value).toEqual({ count, digest: hexOf(BigInt(count) * numberOf(each)) });
      }),
      { numRuns: 4 },
    );
  });

  it("reads a hash that lies within a longer buffer", () => {
    const bytes = Buffer.from([...Array(64).keys()]);
    const [within, alone] = [new MultisetDigest(), new MultisetDigest()];
    within.addHash(bytes.subarray(16, 48));
    alone.addHash(Uint8Array.from(bytes.subarray(16, 48)));
    expect(within.value).toEqual(alone.value);
  });
});

describe("two sets have the same content", () => {
  it("when count and digest are the same", () => {
    const one = digestOf([["a"], ["b"]]);
    expect(isSameContent(one, digestOf([["b"], ["a"]]))).toBe(true);
    expect(isSameContent(one, { ...one, count: 3 })).toBe(false);
    expect(isSameContent(one, digestOf([["a"], ["c"]]))).toBe(false);
  });
});
