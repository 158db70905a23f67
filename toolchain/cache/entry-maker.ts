import { type Cache, cachedEntry } from "./entry.ts";

/** Makes cache entries with a progress step around each build; a found entry is silent. */
export function entryMaker(
  cache: Cache,
): (name: string, parts: string[], build: (stage: string) => Promise<void>) => Promise<string> {
  return (name, parts, build) =>
    cachedEntry(cache, name, parts, (stage) => cache.progress.step(`making ${name}`, () => build(stage)));
}
