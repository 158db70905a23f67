import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc64, isSoundDump } from "../../../../../backup/stores/redis/crc64.ts";
import { playedDump } from "./played-dump.ts";

/** Redis' documentation of DUMP: of the value 10. */
const documented = Buffer.from("00c00a0a006e9f57450eae63bb", "hex");

describe("CRC-64 of Redis", () => {
  it("is that of Redis' own test", () => {
    expect(crc64(Buffer.from("123456789")).reverse().toString("hex")).toBe("e9c6d914c4b8d9ca");
  });

  it("of nothing is zero", () => {
    expect(crc64(Buffer.alloc(0))).toEqual(Buffer.alloc(8));
  });
});

describe("what DUMP gave", () => {
  it("is sound as Redis documents it", () => {
    expect(isSoundDump(documented)).toBe(true);
  });

  it("is not sound any more with one bit changed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.nat(7), (value, at, bit) => {
        const dump = playedDump(value);
        expect(isSoundDump(dump)).toBe(true);
        const index = at % dump.length;
        dump.writeUInt8(dump.readUInt8(index) ^ (1 << bit), index);
        expect(isSoundDump(dump)).toBe(false);
      }),
    );
  });

  it.each([0, 8, 10])("is more than %i bytes", (length) => {
    expect(isSoundDump(Buffer.alloc(length))).toBe(false);
  });
});
