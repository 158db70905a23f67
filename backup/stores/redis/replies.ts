import type { Reply } from "./connection.ts";

/** A reply as what it has to be. @throws Error where it is something else */
export function listIn(reply: Reply | undefined): Reply[] {
  return Array.isArray(reply) ? reply : fail("list", reply);
}

export function numberIn(reply: Reply | undefined): number {
  return typeof reply === "number" ? reply : fail("number", reply);
}

export function bytesIn(reply: Reply | undefined): Buffer {
  return Buffer.isBuffer(reply) ? reply : fail("string", reply);
}

function fail(what: string, reply: Reply | undefined): never {
  throw new Error(`an answer is no ${what} but ${reply === null ? "nothing" : typeof reply}`);
}
