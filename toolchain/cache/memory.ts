import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";

/** How long a finding about the network is held to be true, milliseconds. */
const memoryMs = 3_600_000;

const kept = z.strictObject({ value: z.unknown(), atMs: z.number() });

/** What `remember` kept less than an hour ago; undefined where there is none that can be read. */
export async function recall<T>(file: string, schema: z.ZodType<T>, now = Date.now()): Promise<T | undefined> {
  try {
    const { value, atMs } = kept.parse(JSON.parse(await readFile(file, "utf8")));
    return now >= atMs && now - atMs < memoryMs ? schema.parse(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a finding that the next runs need not make again, whole or not at all. */
export async function remember(file: string, value: unknown, now = Date.now()): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify({ value, atMs: now }));
  await rename(draft, file);
}
