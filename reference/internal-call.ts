import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const header = "x-internal-call";

/** Proves to mesh that a request comes from an agent: what a client asked for was counted when it came in. */
export function internalHeader(secret: string): Record<string, string> {
  return { [header]: proof(secret) };
}

/** Whether a request comes from an agent. */
export function isInternal(headers: IncomingHttpHeaders, secret: string): boolean {
  const given = Buffer.from(String(headers[header] ?? ""));
  const wanted = Buffer.from(proof(secret));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const proof = (secret: string) => createHmac("sha256", secret).update("agent-to-mesh").digest("hex");
