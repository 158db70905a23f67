import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type * as z from "zod";
import type { Gap } from "./evidence.ts";
import { unreadable } from "./json-file.ts";

/**
 * Reads a file of JSON values, one per line; without the file there is none. A last line that was cut off is a gap.
 * @throws DrillError "evidence.unreadable" for any other line that is not of the schema
 */
export async function readJsonLines<S extends z.ZodType>(
  file: string,
  schema: S,
): Promise<{ values: z.infer<S>[]; gaps: Gap[] }> {
  const text = await readFile(file, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return "";
    throw unreadable(file, thrown);
  });
  const lines = text.split("\n");
  const torn = lines.pop() ?? "";
  const gaps = torn === "" ? [] : [{ what: basename(file), reason: "its last line was cut off while written" }];
  return { values: lines.map((line, index) => parsed(file, schema, line, index + 1)), gaps };
}

function parsed<S extends z.ZodType>(file: string, schema: S, line: string, number: number): z.infer<S> {
  try {
    return schema.parse(JSON.parse(line));
  } catch (thrown) {
    throw unreadable(`${file} line ${number}`, thrown);
  }
}
