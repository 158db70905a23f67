import type { Readable } from "node:stream";
import * as z from "zod";
import type { ContentDigest } from "../format/digest.ts";
import type { ObjectEntry, StoreName, StoreRecord } from "../format/manifest.ts";

/** Where the content of a backup's objects goes and comes from; see `backup/seal/sealed-objects.ts`. */
export interface SealedObjects {
  /** compresses, encrypts and stores what comes; the key is below the backup's prefix and gets its suffix here */
  put: (key: string, source: Readable) => Promise<ObjectEntry>;
  /**
   * The content of an object. Ends with an error `backup.object-damaged` where its bytes are not those that the manifest
   * names, which shows at the end at the latest: nothing read before then may be taken for good.
   */
  open: (entry: ObjectEntry) => Promise<Readable>;
}

/** What a store's work says while it goes on. */
export interface StoreProgress {
  /** bytes of content that went by since the last call, and rows, documents or keys where they are known */
  (moved: { bytes: number; items?: number }): void;
}

export interface StoreWork {
  objects: SealedObjects;
  progress: StoreProgress;
  signal: AbortSignal;
}

/** Content of one part of a live store, or of the archive of one. */
export interface PartContent extends ContentDigest {
  name: string;
}

/** What a live store holds, for comparison with what was taken. */
export interface StoreContents {
  schemaDigest: string;
  parts: PartContent[];
}

/** A mark that a restore leaves in a store from its first write until the whole restore is done. */
export const restoreMark = z.strictObject({
  /** of the backup that is being restored */
  backupId: z.string(),
  state: z.enum(["under-way", "complete"]),
});
export type RestoreMark = z.infer<typeof restoreMark>;

/** How one kind of store is backed up and restored: one folder each beside this file. */
export interface Store {
  name: StoreName;
  /** Takes all that there is at one point in time. */
  backUp: (work: StoreWork) => Promise<StoreRecord>;
  /** Puts a backup's content into a store that was found empty or was emptied. Leaves marks alone. */
  restore: (record: StoreRecord, work: StoreWork) => Promise<void>;
  /** Reads all of a live store. Marks do not show in it. */
  contents: (signal: AbortSignal) => Promise<StoreContents>;
  /** What is there that a restore would overwrite, in words: "21 tables, 100000 rows". @returns null = nothing */
  occupied: (signal: AbortSignal) => Promise<string | null>;
  /** Removes all content, marks aside. */
  empty: (signal: AbortSignal) => Promise<void>;
  findMark: () => Promise<RestoreMark | null>;
  /** @param mark null = none from now on */
  mark: (mark: RestoreMark | null) => Promise<void>;
}

/** Reads what the archives of a store hold, with nothing at hand but them: for a check without any server. */
export type ArchiveReader = (
  record: StoreRecord,
  objects: Pick<SealedObjects, "open">,
  signal: AbortSignal,
) => Promise<PartContent[]>;
