import type { DrillError } from "../../common/errors.ts";
import { secretsError } from "./secret-errors.ts";

/** Reads text as JSON. @param source its name @throws DrillError secrets.unreadable */
export function parseJson(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(source, "what it holds is not JSON");
  }
}

/**
 * Picks the secrets that are asked for. What else there is may be of any kind; one that is empty counts as none.
 * @param source its name
 * @param content JSON that was read
 * @throws DrillError secrets.unreadable where it is no object, or a secret is no text
 */
export function pickSecrets(source: string, content: unknown, names: readonly string[]): Record<string, string> {
  if (!isObject(content)) throw unreadable(source, "what it holds is no JSON object");
  const texts = names
    .filter((name) => Object.hasOwn(content, name))
    .map((name) => [name, textOf(source, name, content[name])] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ""));
}

const isObject = (content: unknown): content is Record<string, unknown> =>
  typeof content === "object" && content !== null && !Array.isArray(content);

function textOf(source: string, name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw unreadable(source, `${name} is no text there`);
}

function unreadable(source: string, why: string): DrillError {
  const remedy = 'put one JSON object there, of names and texts, such as {"JWT_SECRET_KEY": "..."}';
  return secretsError("secrets.unreadable", `${source} holds no secrets that can be read: ${why}`, remedy);
}
