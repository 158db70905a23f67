import * as z from "zod";
import { apiVersion } from "./services.ts";

/** What every POST carries. Only the URL decides where a message goes; target and intent say it again. */
export const msg = z
  .object({
    /** idempotency key: the same id posted again changes nothing and is answered the same; made up where missing */
    id: z.string().optional(),
    /** when the message was written, seconds since 1970 */
    ts: z.number().optional(),
    origin: z.string(),
    target: z.string(),
    intent: z.string(),
    input: z.record(z.string(), z.unknown()).default({}),
    api_version: z.string().nullable().default(apiVersion),
  })
  .meta({ id: "Msg" });

/** What an agent answers; a request succeeded only where the status is 2xx and `ok` is true. */
export const reply = z
  .object({
    /** the id of the message that it answers */
    id: z.string(),
    /** when the answer was made, seconds since 1970 */
    ts: z.number(),
    agent: z.string(),
    ok: z.boolean(),
    output: z.record(z.string(), z.unknown()),
    /** 64 hexadecimal digits over the output */
    state_hash: z.string(),
    api_version: z.string().nullable().default(apiVersion),
  })
  .meta({ id: "Reply" });

export type Msg = z.infer<typeof msg>;
export type Reply = z.infer<typeof reply>;
