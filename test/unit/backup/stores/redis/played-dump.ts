import { crc64 } from "../../../../../backup/stores/redis/crc64.ts";

/** What DUMP would give for a value, as far as anyone looks at it: with the format's version and its CRC. */
export function playedDump(value: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from([0]), value, Buffer.from([10, 0])]);
  return Buffer.concat([content, crc64(content)]);
}
