import { Readable } from "node:stream";
import type { ObjectEntry } from "../../../../backup/format/manifest.ts";

/** Objects of a backup that are held in memory, as if they were opened already. */
export function heldObjects(contents: Record<string, Buffer>) {
  const entries = Object.entries(contents).map(([key, { length }]): ObjectEntry => ({
    key,
    bytes: length,
    sha256: "0".repeat(64),
    plainBytes: length,
  }));
  const open = async ({ key }: ObjectEntry): Promise<Readable> => {
    const content = contents[key];
    if (content === undefined) throw new Error(`no object ${key}`);
    return Readable.from(content.length === 0 ? [] : [content], { objectMode: false });
  };
  return { entries, open };
}
