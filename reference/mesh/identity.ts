import type { FastifyRequest } from "fastify";
import { headers } from "../../contract/headers.ts";

/** Who a request is counted for. */
export interface Identity {
  name: string;
  /** whether the client named itself */
  known: boolean;
}

/** A client is known by its key, any other by its address. */
export function identityOf(request: FastifyRequest): Identity {
  const key = request.headers[headers.apiKey];
  if (typeof key === "string" && key !== "") return { name: key, known: true };
  return { name: `anonymous:${request.ip}`, known: false };
}
