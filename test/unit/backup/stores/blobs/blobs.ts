import type { ObjectStore } from "../../../../../backup/objects/object-store.ts";
import type { StoreWork } from "../../../../../backup/stores/store.ts";
import { MemoryStore } from "../../../../helpers/memory-store.ts";
import { plainObjects } from "../../../../helpers/plain-objects.ts";

export const { signal } = new AbortController();

export const large = Buffer.alloc(200_000, "large");

/** A place with four blobs, as many as are worked on at a time. */
export async function someBlobs(): Promise<MemoryStore> {
  const source = new MemoryStore();
  await source.put("a.txt", Buffer.from("text"), { contentType: "text/plain", metadata: { owner: "me", age: "1" } });
  await source.put("folder/large", large, { contentType: "application/octet-stream" });
  await source.put("empty", Buffer.alloc(0));
  await source.put("x/ü €.txt", Buffer.from("ü"));
  return source;
}

export const contentOf = (place: MemoryStore) => new Map([...place.objects].map(([key, { bytes }]) => [key, bytes]));

/** Work on a backup that lies there, and what it said of its progress. */
export function workOn(backup: ObjectStore) {
  const moved = { bytes: 0, items: 0 };
  const work: StoreWork = {
    objects: plainObjects(backup),
    progress: ({ bytes, items = 0 }) => {
      moved.bytes += bytes;
      moved.items += items;
    },
    signal,
  };
  return { ...work, moved };
}
