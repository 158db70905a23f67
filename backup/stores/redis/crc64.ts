/** CRC-64 of Redis (Jones, reflected), in halves of 32 bits because numbers hold no 64. */
const polynomial = { high: 0x95ac9329, low: 0xac4bc9b5 };
const highTable = new Uint32Array(256);
const lowTable = new Uint32Array(256);

for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = (low & 1) === 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      high ^= polynomial.high;
      low ^= polynomial.low;
    }
  }
  highTable[byte] = high;
  lowTable[byte] = low;
}

/** CRC-64 of bytes, its least significant byte first, as it stands at the end of what DUMP gives. */
export function crc64(bytes: Uint8Array): Buffer {
  let high = 0;
  let low = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const at = (low ^ bytes[i]!) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ lowTable[at]!;
    high = (high >>> 8) ^ highTable[at]!;
  }
  const crc = Buffer.alloc(8);
  crc.writeUInt32LE(low >>> 0, 0);
  crc.writeUInt32LE(high >>> 0, 4);
  return crc;
}

const crcBytes = 8;
/** a type, the format's version and the CRC */
const leastBytes = 1 + 2 + crcBytes;

/** Whether what DUMP gave is whole: it ends with the CRC-64 of all that comes before. */
export function isSoundDump(payload: Buffer): boolean {
  if (payload.length < leastBytes) return false;
  return crc64(payload.subarray(0, -crcBytes)).equals(payload.subarray(-crcBytes));
}
