/** What servers take in one message, with room to spare. */
const defaultLimits = { documents: 1_000, bytes: 8 * 2 ** 20 };

/** Documents in batches of bounded size, in their order; one that is larger than a batch may be comes alone. */
export async function* batched(
  documents: AsyncIterable<Buffer>,
  limits: { documents: number; bytes: number } = defaultLimits,
): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for await (const document of documents) {
    const isFull = batch.length === limits.documents || bytes + document.length > limits.bytes;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(document);
    bytes += document.length;
  }
  if (batch.length > 0) yield batch;
}
