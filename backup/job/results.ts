import * as z from "zod";
import { storeNames } from "../format/manifest.ts";

const store = z.enum(storeNames);
const part = z.strictObject({ name: z.string(), count: z.int(), digest: z.string() });

/** What the last line of each verb holds, for whoever reads it. The manifest itself lies in the backup. */
export const jobResults = {
  backup: z.strictObject({ id: z.string(), objects: z.int(), bytes: z.int() }),
  restore: z.strictObject({
    id: z.string(),
    /** see RestoredStore */
    stores: z.array(
      z.strictObject({
        store,
        outcome: z.enum(["restored", "kept"]),
        startedAtMs: z.int(),
        endedAtMs: z.int(),
        overwrote: z.string().nullable(),
      }),
    ),
  }),
  compare: z.strictObject({
    id: z.string(),
    /** see Difference */
    differences: z.array(
      z.strictObject({
        store,
        part: z.string(),
        kind: z.enum(["missing", "unexpected", "count", "digest", "schema"]),
        detail: z.string(),
      }),
    ),
  }),
  contents: z.strictObject({
    stores: z.array(z.strictObject({ store, schemaDigest: z.string(), parts: z.array(part) })),
  }),
  finish: z.strictObject({ id: z.string() }),
};
export type JobVerb = keyof typeof jobResults;
export type JobResult<V extends JobVerb> = z.infer<(typeof jobResults)[V]>;
