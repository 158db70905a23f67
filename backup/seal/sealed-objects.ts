import { pipeline as piped, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { DrillError, messageOf } from "../../common/errors.ts";
import { sealedKey } from "../format/layout.ts";
import type { ObjectEntry } from "../format/manifest.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import type { SealedObjects } from "../stores/store.ts";
import { openStream, sealStream } from "./age.ts";
import { Meter } from "./meter.ts";
import { damaged } from "./seal-errors.ts";

export interface Seal {
  store: ObjectStore;
  /** age1...: whoever can open what is put */
  recipients: readonly string[];
  /** AGE-SECRET-KEY-...; none where nothing is opened */
  identities: readonly string[];
}

const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/**
 * Objects that are compressed, encrypted and hashed on their way, in one pass and bounded memory. A call that fails
 * leaves none of its streams open. Both reject with DrillError backup.key where the keys do not do.
 */
export const sealedObjects = (seal: Seal): SealedObjects => ({
  put: (key, source) => put(seal, sealedKey(key), source),
  open: (entry) => open(seal, entry),
});

async function put({ store, recipients }: Seal, key: string, source: Readable): Promise<ObjectEntry> {
  // A source that fails before anything is read tells the pipeline so later.
  source.on("error", () => undefined);
  const [plain, stored] = [new Meter(), new Meter({ hashed: true })];
  const sealing = await sealStream(recipients).catch((thrown: unknown) => {
    source.destroy();
    throw thrown;
  });
  const storing = store.put(key, stored).catch((thrown: unknown) => {
    stored.destroy();
    throw thrown;
  });
  const piping = pipeline(source, plain, createZstdCompress(compression), sealing, stored);
  const [sealed, put] = await Promise.allSettled([piping, storing]);
  if (sealed.status === "rejected" && !isOnlyClosed(sealed.reason)) throw sealed.reason;
  if (put.status === "rejected") throw put.reason;
  if (sealed.status === "rejected") throw sealed.reason;
  return { key, bytes: stored.bytes, sha256: stored.sha256, plainBytes: plain.bytes };
}

async function open({ store, identities }: Seal, entry: ObjectEntry): Promise<Readable> {
  const opening = openStream(identities, entry.key);
  const stored = new Meter({ hashed: true, verdict: (meter) => storedVerdict(meter, entry) });
  const plain = new Meter({ verdict: (meter) => plainVerdict(meter, entry) });
  const source = await store.get(entry.key);
  const unzipped = piped(source, stored, opening, createZstdDecompress(), (failure) => {
    if (failure) plain.destroy(inWords(failure, entry.key));
  });
  unzipped.pipe(plain);
  // Whoever reads may give up: that ends the others too.
  plain.once("close", () => unzipped.destroy());
  return plain;
}

/** Whether streams were closed from outside: why is for whoever closed them to say. */
const isOnlyClosed = (thrown: unknown): boolean =>
  ["ERR_STREAM_PREMATURE_CLOSE", "ABORT_ERR"].includes((thrown as NodeJS.ErrnoException).code ?? "");

function storedVerdict({ bytes, sha256 }: Meter, entry: ObjectEntry): DrillError | undefined {
  if (bytes !== entry.bytes) return damaged(entry.key, `it has ${bytes} bytes instead of ${entry.bytes}`);
  return sha256 === entry.sha256 ? undefined : damaged(entry.key, "its SHA-256 is not the one in the manifest");
}

function plainVerdict({ bytes }: Meter, { key, plainBytes }: ObjectEntry): DrillError | undefined {
  if (bytes === plainBytes) return undefined;
  return damaged(key, `${bytes} bytes come out of it instead of ${plainBytes}`);
}

/** What zstd cannot read is damage; all the others say themselves what they are. */
function inWords(failure: NodeJS.ErrnoException, key: string): Error {
  const isOfZstd = /^Z(STD)?_/.test(failure.code ?? "");
  return isOfZstd && !(failure instanceof DrillError) ? damaged(key, `zstd: ${messageOf(failure)}`) : failure;
}
