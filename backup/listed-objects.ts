import { DrillError } from "../common/errors.ts";
import type { ListedObject, ObjectStore } from "./objects/object-store.ts";

/** Written by drills beside a backup, before or after its manifest. */
const besideIt = /^(progress\/|restores\/|runbook\.md$|gaps\.json$)/;

/** Whether an object may lie below a backup's prefix although its manifest does not name it. */
export const isBeside = (key: string): boolean => besideIt.test(key);

/** Every object below a backup's prefix, by key; the empty ones with which consoles show a folder aside. */
export async function listedObjects(store: ObjectStore): Promise<Map<string, ListedObject>> {
  const listed = new Map<string, ListedObject>();
  for await (const object of store.list("")) {
    const isFolder = object.bytes === 0 && (object.key === "" || object.key.endsWith("/"));
    if (!isFolder) listed.set(object.key, object);
  }
  return listed;
}

/** A small object as a whole. @returns undefined where there is none */
export async function readIfThere(store: ObjectStore, key: string): Promise<Buffer | undefined> {
  try {
    return await store.read(key);
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** Whether a call to an object store failed because there is no such object. */
export const isMissing = (thrown: unknown): boolean =>
  thrown instanceof DrillError && thrown.code === "objects.missing";
