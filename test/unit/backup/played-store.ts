import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { DrillError } from "../../../common/errors.ts";
import { MultisetDigest } from "../../../backup/format/digest.ts";
import type { ObjectEntry, StoreName, StorePart, StoreRecord } from "../../../backup/format/manifest.ts";
import type { ArchiveReader, PartContent, RestoreMark, Store, StoreWork } from "../../../backup/stores/store.ts";

/** Items of each part. */
export type Parts = Record<string, readonly string[]>;
export type Step = "backUp" | "restore" | "contents" | "occupied" | "empty" | "mark";

/** A store in memory, which notes what is done with it. */
export class PlayedStore implements Store {
  readonly name: StoreName;
  parts: Parts;
  schemaDigest = "ab".repeat(32);
  current: RestoreMark | null = null;
  readonly steps: Step[] = [];
  /** may throw instead of a step, once it was noted */
  intervene: (step: Step, work?: StoreWork) => Promise<void> | void = () => undefined;

  constructor(name: StoreName, parts: Parts = {}) {
    this.name = name;
    this.parts = parts;
  }

  readonly backUp = async (work: StoreWork): Promise<StoreRecord> => {
    await this.#step("backUp", work);
    const parts: StorePart[] = [];
    const objects: ObjectEntry[] = [];
    for (const [part, items] of Object.entries(this.parts)) {
      const entry = await work.objects.put(`${this.name}/${part}`, archiveOf(part, items));
      work.progress({ bytes: entry.plainBytes, items: items.length });
      objects.push(entry);
      parts.push({ ...contentOf(part, items), objects: [entry.key] });
    }
    const [server, snapshotPoint, snapshotAt] = ["played", "at once", new Date().toISOString()];
    return { store: this.name, server, snapshotAt, snapshotPoint, schemaDigest: this.schemaDigest, parts, objects };
  };

  readonly restore = async (record: StoreRecord, work: StoreWork): Promise<void> => {
    for (const entry of record.objects) {
      const { part, items } = parsed(await text(await work.objects.open(entry)));
      this.parts = { ...this.parts, [part]: [...(this.parts[part] ?? []), ...items] };
      work.progress({ bytes: entry.plainBytes });
      await this.#step("restore", work);
    }
  };

  readonly contents = async () => {
    await this.#step("contents");
    const parts = Object.entries(this.parts).map(([part, items]) => contentOf(part, items));
    return { schemaDigest: this.schemaDigest, parts };
  };

  readonly occupied = async (): Promise<string | null> => {
    await this.#step("occupied");
    const items = Object.values(this.parts).flat().length;
    return items === 0 ? null : `${items} items`;
  };

  readonly empty = async (): Promise<void> => {
    await this.#step("empty");
    this.parts = {};
  };

  readonly findMark = async (): Promise<RestoreMark | null> => this.current;

  readonly mark = async (mark: RestoreMark | null): Promise<void> => {
    await this.#step("mark");
    this.current = mark;
  };

  async #step(step: Step, work?: StoreWork): Promise<void> {
    this.steps.push(step);
    await this.intervene(step, work);
    work?.signal.throwIfAborted();
  }
}

/** An archive says which part it holds, then holds a line for each item. */
export const archiveOf = (part: string, items: readonly string[]): Readable =>
  Readable.from([Buffer.from([part, ...items].map((line) => `${JSON.stringify(line)}\n`).join(""))]);

function parsed(archive: string): { part: string; items: string[] } {
  const lines = archive.split("\n").filter((line) => line !== "");
  const [part, ...items] = lines.map((line) => String(JSON.parse(line)));
  return { part: part ?? "", items };
}

/** What a part with these items amounts to. */
export function contentOf(name: string, items: readonly string[]): PartContent {
  const digest = new MultisetDigest();
  for (const item of items) digest.add(item);
  return { name, ...digest.value };
}

export const readPlayedArchive: ArchiveReader = async (record, objects, signal) => {
  const found: PartContent[] = [];
  for (const entry of record.objects) {
    signal.throwIfAborted();
    const { part, items } = parsed(await text(await objects.open(entry)));
    found.push(contentOf(part, items));
  }
  return found;
};

/** What a store throws that fails. */
export const failing = (message: string): DrillError =>
  new DrillError({ code: "played.failure", kind: "environment", message, remedy: "none: a test did it" });
