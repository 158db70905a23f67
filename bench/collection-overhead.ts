import type { LoadPlan } from "../engine/evidence/load-plan.ts";
import type { K6Summary } from "../engine/load/summary.ts";
import { compare } from "./comparison.ts";
import type { BenchResult, Comparison, Pair, Subject } from "./comparison.ts";
import { findK6, loopbackPlan, runCollected, runUncollected } from "./k6.ts";
import type { LoopbackLoad } from "./k6.ts";
import { withLoopbackServer } from "./loopback-server.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const pairs = 5;

const durationMs = 3_000;

/** Four times the rate of the sustained drill: the generator is idle most of the time, as in every load that is judged. */
const paced = loopbackPlan({
  name: "paced",
  model: { kind: "open", ratePerSecond: 200, preAllocatedVUs: 100, maxVUs: 100 },
  durationMs,
  warmupMs: 0,
});

/** As fast as it goes. */
const flatOut = loopbackPlan({ name: "flat-out", model: { kind: "closed", virtualUsers: 4 }, durationMs, warmupMs: 0 });

/** What is read of a load, from k6's own summary on both sides. */
interface Measure extends Subject {
  of: (summary: K6Summary) => number;
}

const loads: { plan: LoadPlan; measures: Measure[] }[] = [
  {
    plan: paced,
    measures: [
      { what: "p50 at 200 requests/s", unit: "ms", limit: null, of: ({ overall }) => overall.p50Ms },
      { what: "p95 at 200 requests/s", unit: "ms", limit: null, of: ({ overall }) => overall.p95Ms },
    ],
  },
  {
    plan: flatOut,
    measures: [
      { what: "time per request, flat out", unit: "ms", limit: null, of: ({ iterations }) => durationMs / iterations },
    ],
  },
];

/**
 * What collecting samples costs: k6 with a line per request that is read, parsed and written as in a run, against the
 * same k6 with the same script whose lines are never made.
 */
export async function collectionOverheadBench(signal: AbortSignal): Promise<BenchResult> {
  const k6 = await findK6(signal);
  const comparisons: Comparison[] = [];
  // Answers at once: whatever collecting takes from the machine shows in full.
  await withLoopbackServer([0], async (baseUrl) => {
    for (const { plan, measures } of loads) {
      const measured: { ours: K6Summary; floor: K6Summary }[] = [];
      for (let n = 0; n < pairs; n += 1) measured.push(await measurePair({ plan, k6, baseUrl, signal }, n % 2 === 1));
      comparisons.push(...measures.map((measure) => compare(...inPairs(measure, measured))));
    }
  });
  return {
    bench: "collection-overhead",
    conditions: [
      `Loads of ${durationMs / 1_000} s on a server on loopback that answers at once; k6, server and collector share this machine.`,
      "Ours and the floor take turns in going first; all values are k6's own.",
    ],
    comparisons,
  };
}

function inPairs({ of, ...subject }: Measure, measured: { ours: K6Summary; floor: K6Summary }[]): [Subject, Pair[]] {
  return [subject, measured.map(({ ours, floor }) => ({ ours: of(ours), floor: of(floor) }))];
}

async function measurePair(load: Omit<LoopbackLoad, "folder">, floorFirst: boolean) {
  const floor = () => inTemporaryFolder((folder) => runUncollected({ ...load, folder }));
  const before = floorFirst ? await floor() : undefined;
  const ours = await inTemporaryFolder((folder) => runCollected({ ...load, folder }));
  return { ours, floor: before ?? (await floor()) };
}
