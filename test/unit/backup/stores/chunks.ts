import fc from "fast-check";

/** Sizes of chunks, for `inChunks`. */
export const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

/** Bytes as a source that gives them in chunks of these sizes, over and over. */
export async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (let turn = 0; from < bytes.length; turn += 1) {
    const to = from + (sizes[turn % sizes.length] ?? bytes.length);
    yield bytes.subarray(from, to);
    from = to;
  }
}
