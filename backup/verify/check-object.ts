import { createHash } from "node:crypto";
import { addAbortSignal, type Readable } from "node:stream";
import { messageOf } from "../../common/errors.ts";
import type { Damage } from "../damage.ts";
import type { ObjectEntry } from "../format/manifest.ts";
import { isMissing } from "../listed-objects.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import type { SealedObjects } from "../stores/store.ts";
import { hasCode, throwUnlessDamage } from "./outage.ts";

/** Reads what is stored. @returns what is wrong with it, null = its bytes are those that the manifest names */
export async function checkStored(entry: ObjectEntry, store: ObjectStore, signal: AbortSignal): Promise<Damage | null> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(await store.get(entry.key), signal)) {
      hash.update(chunk);
      bytes += chunk.byteLength;
    }
  } catch (thrown) {
    signal.throwIfAborted();
    if (isMissing(thrown)) return { code: "object-missing", object: entry.key, detail: "it went while it was checked" };
    throw thrown;
  }
  if (bytes !== entry.bytes) {
    const detail = `${bytes} bytes came, and the manifest says ${entry.bytes}`;
    return { code: "object-size", object: entry.key, detail };
  }
  const found = hash.digest("hex");
  if (found === entry.sha256) return null;
  return { code: "object-hash", object: entry.key, detail: `its SHA-256 is ${found}, and not ${entry.sha256}` };
}

/**
 * Opens an object and reads all of its content.
 * @returns what is wrong with it: of its bytes first, and of its content where those are as they were stored
 */
export async function checkContent(
  entry: ObjectEntry,
  store: ObjectStore,
  objects: Pick<SealedObjects, "open">,
  signal: AbortSignal,
): Promise<Damage | null> {
  let plainBytes = 0;
  try {
    for await (const chunk of chunksOf(await objects.open(entry), signal)) plainBytes += chunk.byteLength;
  } catch (thrown) {
    throwUnlessDamage(thrown, signal);
    return (await checkStored(entry, store, signal)) ?? closed(entry, thrown);
  }
  if (plainBytes === entry.plainBytes) return null;
  const detail = `it holds ${plainBytes} bytes of content, and the manifest says ${entry.plainBytes}`;
  return { code: "object-unreadable", object: entry.key, detail };
}

function closed({ key }: ObjectEntry, thrown: unknown): Damage {
  if (hasCode(thrown, "backup.key")) {
    return { code: "key-wrong", object: key, detail: "none of the keys at hand opens it" };
  }
  return { code: "object-unreadable", object: key, detail: messageOf(thrown) };
}

/** A stream of bytes, which the signal ends. */
const chunksOf = (content: Readable, signal: AbortSignal): AsyncIterable<Uint8Array> =>
  addAbortSignal(signal, content) as AsyncIterable<Uint8Array>;
