import { readFile } from "node:fs/promises";
import * as z from "zod";
import { DrillError, messageOf } from "../../common/errors.ts";

/** How every JSON file of a run is written: two spaces, one final newline, keys in the order given. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Reads and validates one JSON file of a run.
 * @throws DrillError "evidence.unreadable" naming the file, where it is missing, not JSON or not of the schema
 */
export async function readJsonFile<S extends z.ZodType>(file: string, schema: S): Promise<z.infer<S>> {
  try {
    return schema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
}

/** The error of a file of a run that cannot be read, whatever the cause. */
export function unreadable(file: string, thrown: unknown): DrillError {
  const why = thrown instanceof z.ZodError ? firstIssue(thrown) : messageOf(thrown);
  return new DrillError({
    code: "evidence.unreadable",
    kind: "usage",
    message: `${file} cannot be read as evidence: ${why}`,
    remedy: "point at the folder of a finished run, written by this version",
    cause: thrown,
  });
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? error.message : `${issue.path.join(".") || "(root)"}: ${issue.message}`;
}
