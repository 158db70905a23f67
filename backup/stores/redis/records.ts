import { ByteQueue } from "./byte-queue.ts";
import { unreadable } from "./errors.ts";

/** A key as it is compared. */
export interface KeyState {
  key: Buffer;
  type: string;
  /** Unix time, milliseconds; -1 = it does not expire */
  expiresAtMs: number;
  /** SHA-256, see `logicalHash` */
  logical: Buffer;
}

/** A key as it lies in an archive. */
export interface KeyRecord extends KeyState {
  /** what DUMP gave */
  payload: Buffer;
}

/** What an archive begins with. */
export const archiveHead = Buffer.from("biowerk-drill redis keys 1\n");

/** A mark, lengths of key, payload and type, and the expiry or, at the end, the number of records. */
const frameBytes = 1 + 4 + 4 + 1 + 8;
const recordMark = 1;
const endMark = 0;
const logicalBytes = 32;

export function encodeRecord({ key, type, expiresAtMs, logical, payload }: KeyRecord): Buffer {
  const frame = Buffer.alloc(frameBytes);
  frame.writeUInt8(recordMark, 0);
  frame.writeUInt32LE(key.length, 1);
  frame.writeUInt32LE(payload.length, 5);
  frame.writeUInt8(Buffer.byteLength(type), 9);
  frame.writeBigInt64LE(BigInt(expiresAtMs), 10);
  return Buffer.concat([frame, key, Buffer.from(type), logical, payload]);
}

/** What an archive ends with. @param count records before it */
export function encodeEnd(count: number): Buffer {
  const frame = Buffer.alloc(frameBytes);
  frame.writeUInt8(endMark, 0);
  frame.writeBigInt64LE(BigInt(count), 10);
  return frame;
}

/**
 * Records of an archive, whatever the chunks that it comes in.
 * @throws DrillError backup.archive-unreadable for anything else, also where it is cut off or goes on after its end
 */
export async function* readRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<KeyRecord> {
  const bytes = new ByteQueue(source);
  try {
    const head = await bytes.take(archiveHead.length);
    if (!head.equals(archiveHead)) throw unreadable("it does not begin as one");
    for (let count = 0; ; count += 1) {
      const frame = await bytes.take(frameBytes);
      if (frame.readUInt8(0) === endMark) {
        await expectEnd(frame, count, bytes);
        return;
      }
      yield await readRecord(frame, count + 1, bytes);
    }
  } finally {
    await bytes.close();
  }
}

async function readRecord(frame: Buffer, number: number, bytes: ByteQueue): Promise<KeyRecord> {
  if (frame.readUInt8(0) !== recordMark) throw unreadable(`what should be its record ${number} is none`);
  const key = frame.readUInt32LE(1);
  const type = key + frame.readUInt8(9);
  const logical = type + logicalBytes;
  const all = await bytes.take(logical + frame.readUInt32LE(5));
  return {
    key: all.subarray(0, key),
    type: all.subarray(key, type).toString(),
    expiresAtMs: Number(frame.readBigInt64LE(10)),
    logical: all.subarray(type, logical),
    payload: all.subarray(logical),
  };
}

async function expectEnd(frame: Buffer, count: number, bytes: ByteQueue): Promise<void> {
  const expected = frame.readBigInt64LE(10);
  if (expected !== BigInt(count)) throw unreadable(`it has ${count} of ${expected} records`);
  if (!(await bytes.isAtEnd())) throw unreadable("it goes on after its end");
}
