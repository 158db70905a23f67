import { createHash } from "node:crypto";
import type pg from "pg";
import { definitionsQuery } from "./schema-query.ts";

/** Something that a schema is made of. */
export interface Definition {
  kind: string;
  name: string;
  definition: string;
}

/** SHA-256 of all definitions of a database. */
export async function schemaDigestOf(session: pg.Client): Promise<string> {
  return digestOf((await session.query<Definition>(definitionsQuery)).rows);
}

/** SHA-256 of definitions, whatever their order. */
export function digestOf(definitions: readonly Definition[]): string {
  const lines = definitions.map(({ kind, name, definition }) =>
    JSON.stringify([kind, name, deparsed.has(kind) ? comparable(definition) : definition]),
  );
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}

/** Definitions that the server writes from what it has parsed. */
const deparsed = new Set(["relation", "default", "constraint", "index", "view", "trigger", "policy", "domain"]);

const name = String.raw`(?:"(?:[^"]|"")+"|[a-z_][\w$]*)`;
const words = "(?: varying| precision)?";
const size = String.raw`(?:\(\d+(?:,\d+)?\))?`;
const cast = new RegExp(String.raw`::${name}(?:\.${name})?${words}${size}(?: with(?:out)? time zone)?(?:\[\])*`, "g");

/**
 * A definition without casts, parentheses and spaces, which are not the same after a restore: the server writes
 * `(ARRAY['a'::character varying])::text[]` for what it writes as `ARRAY[('a'::character varying)::text]` once it has
 * parsed that again.
 */
export const comparable = (definition: string): string => definition.replace(cast, "").replace(/[()\s]+/g, "");
