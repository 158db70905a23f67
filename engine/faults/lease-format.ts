import { createHash } from "node:crypto";
import * as z from "zod";
import { filterRequest } from "./filter.ts";
import { undoList } from "./undo.ts";

const carried = z.strictObject({ undo: undoList, filter: filterRequest });

/**
 * Tells apart the formats of what a lease carries. A guard that was put into the cluster by another version of this
 * program may not be able to read what this one writes, and then lifts nothing.
 */
export const leaseFormat = createHash("sha256")
  .update(JSON.stringify(z.toJSONSchema(carried)))
  .digest("hex")
  .slice(0, 16);
