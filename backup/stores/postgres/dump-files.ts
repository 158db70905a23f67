import { createReadStream } from "node:fs";
import { addAbortSignal, pipeline, Transform } from "node:stream";
import type { ObjectEntry, StoreRecord } from "../../format/manifest.ts";
import type { StoreProgress } from "../store.ts";
import { unreadable } from "./errors.ts";

const folder = "postgres/";
/** The seal adds its suffix to what comes after the file's name. */
const keyOfFile = /^postgres\/(toc\.dat|\d+\.dat)(?:\.|$)/;

/** Key that a file of a dump is put under. */
export const objectKey = (file: string): string => folder + file;

/** File of a dump that an object holds. @throws DrillError backup.archive-unreadable where it holds none */
export function fileOf({ key }: ObjectEntry): string {
  const file = keyOfFile.exec(key)?.[1];
  if (file === undefined) throw unreadable(`"${key}" is no file of a dump`);
  return file;
}

/** The object that holds a file of a dump. @throws DrillError backup.archive-unreadable where there is none */
export function objectOf({ objects }: StoreRecord, file: string): ObjectEntry {
  const found = objects.find((object) => fileOf(object) === file);
  if (found === undefined) throw unreadable(`its file ${file} is not there`);
  return found;
}

/** A file's bytes; says how many went by. An error of the file is one of the stream. */
export function readCounted(path: string, progress: StoreProgress, signal: AbortSignal): Transform {
  const through = addAbortSignal(signal, counted(progress));
  return pipeline(createReadStream(path), through, () => undefined);
}

/** Hands bytes on as they are and says how many went by. */
export function counted(progress: StoreProgress): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      progress({ bytes: chunk.length });
      done(null, chunk);
    },
  });
}
