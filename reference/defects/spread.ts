import { createHash } from "node:crypto";

/** The golden ratio's fractional part: its multiples fall evenly between 0 and 1, however many are taken. */
const step = (Math.sqrt(5) - 1) / 2;

/** Says yes to an even share of its calls, the same ones each time; the first yes comes after about 1/share calls. */
export function evenShare(share: number): () => boolean {
  let calls = 0;
  return () => {
    calls += 1;
    return (calls * step) % 1 < share;
  };
}

/** Whether an id belongs to a share of all ids; always the same answer for the same id. */
export function inShare(id: string, share: number): boolean {
  return createHash("sha256").update(id).digest().readUInt32BE() / 2 ** 32 < share;
}

/** Says yes to every other of its calls, the first among them. */
export function alternately(): () => boolean {
  let last = false;
  return () => (last = !last);
}
