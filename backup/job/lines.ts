import * as z from "zod";
import { storeNames, type StoreName } from "../format/manifest.ts";
import type { Progress } from "../progress.ts";

const store = z.enum(storeNames);

/** A line of what a job prints, as JSON; the last one is "done" or "failed". */
export const jobLine = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("progress"),
    store,
    /** since the start, as are the items */
    bytes: z.int(),
    items: z.int(),
    /** where it is known how much there will be */
    totalBytes: z.int().optional(),
  }),
  z.strictObject({ type: z.literal("store"), store, state: z.enum(["started", "done", "skipped"]), atMs: z.int() }),
  z.strictObject({ type: z.literal("done"), result: z.unknown() }),
  z.strictObject({ type: z.literal("failed"), code: z.string(), message: z.string(), remedy: z.string() }),
]);
export type JobLine = z.infer<typeof jobLine>;

/** Between two lines on how far a store is. */
const sayEveryMs = 1_000;

interface Sum {
  bytes: number;
  items: number;
  saidAtMs: number;
}

/**
 * Says how far the stores are: what moved at most once a second for each, and each state.
 * @param totals bytes that will have gone by in the end
 * @param now milliseconds since the epoch
 */
export function progressLines(
  say: (line: JobLine) => void,
  totals: ReadonlyMap<StoreName, number>,
  now: () => number = Date.now,
): Progress {
  const sums = new Map<StoreName, Sum>();
  const saySum = (name: StoreName, sum: Sum) => {
    const { bytes, items } = sum;
    const totalBytes = totals.get(name);
    say({ type: "progress", store: name, bytes, items, ...(totalBytes === undefined ? {} : { totalBytes }) });
    sum.saidAtMs = now();
  };
  return {
    moved: (name, { bytes, items = 0 }) => {
      const sum = sums.get(name) ?? { bytes: 0, items: 0, saidAtMs: -Infinity };
      sums.set(name, sum);
      sum.bytes += bytes;
      sum.items += items;
      if (now() - sum.saidAtMs >= sayEveryMs) saySum(name, sum);
    },
    reached: (name, state) => {
      const sum = sums.get(name);
      if (state === "done" && sum !== undefined) saySum(name, sum);
      say({ type: "store", store: name, state, atMs: now() });
    },
  };
}
