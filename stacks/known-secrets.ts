import { readFileSync } from "node:fs";
import * as z from "zod";
import { messageOf } from "../common/errors.ts";
import { type KnownSecrets, secretVariables } from "../components/biowerk/settings.ts";
import type { ConfigReader } from "./config-reader.ts";

const knownSecrets = z.partialRecord(z.enum(secretVariables), z.string().min(1, "must not be empty"));

/** Reads the file of secrets that the config names; what is wrong is said without any value. */
export function readSecrets(reader: ConfigReader): KnownSecrets {
  const file = reader.find("secretsFile");
  if (file === undefined) return {};
  try {
    const read = knownSecrets.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (read.success) return read.data;
    const issues = read.error.issues.map(({ path, message }) => [...path.map(String), message].join(": "));
    reader.report("secretsFile", `${file}: ${issues.join(", ")}`);
  } catch (thrown) {
    // What JSON.parse says quotes the text, which holds secrets.
    reader.report("secretsFile", thrown instanceof SyntaxError ? `${file} is not JSON` : messageOf(thrown));
  }
  return {};
}
