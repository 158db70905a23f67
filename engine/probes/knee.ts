import { plannedArrivals } from "../load/k6/arrivals.ts";
import type { LoadPlan } from "../evidence/load-plan.ts";
import { readSamples } from "../evidence/sample-codec.ts";
import type { Observation, Probe } from "./probe.ts";

/** One step of a rising load: what was offered, and how much of it was served. */
export interface Step {
  /** arrivals per second */
  ratePerSecond: number;
  offered: number;
  served: number;
}

/** Share of the arrivals that must be served for a rate to count as one that the system can take. */
const servedShare = 0.95;

/**
 * Tells the knee of a load that rises step by step: the highest offered rate of which enough is served, as of every
 * lower one. It is a figure, not a demand.
 * @param steps each step's plan and the file of its samples
 * @param besidesPerSecond what other loads offer to the same route meanwhile, arrivals per second
 */
export function kneeOf(
  name: string,
  subject: string,
  steps: readonly { plan: LoadPlan; file: string }[],
  besidesPerSecond: number,
): Probe {
  return {
    name,
    observe: async () => {
      const seen = await Promise.all(steps.map(({ plan, file }) => stepOf(plan, file)));
      return [
        tellKnee(
          subject,
          seen.map((step) => ({ ...step, ratePerSecond: step.ratePerSecond + besidesPerSecond })),
        ),
      ];
    },
  };
}

/** The knee in words, with its definition and the share that was served at each step. */
export function tellKnee(subject: string, steps: readonly Step[]): Observation {
  const rising = steps.filter(({ offered }) => offered > 0).toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
  const [lowest] = rising;
  const highest = rising.at(-1);
  if (lowest === undefined || highest === undefined) return { subject, ok: null, detail: "nothing was offered" };
  const first = rising.findIndex(({ offered, served }) => served < servedShare * offered);
  const knee = first < 0 ? undefined : rising[first - 1];
  const found =
    first < 0
      ? `no knee up to ${inWords(highest)}`
      : knee === undefined
        ? `knee below ${inWords(lowest)}`
        : `knee at ${inWords(knee)}`;
  const shares = rising.map((step) => `${inWords(step)} ${Math.floor((100 * step.served) / step.offered)} %`);
  const definition = `the highest offered rate of which at least ${100 * servedShare} % is served, as of all below it`;
  return { subject, ok: true, detail: `${found} (${definition}); served of ${shares.join(", ")}` };
}

/** What was never sent was not served either. */
async function stepOf({ model, durationMs }: LoadPlan, file: string): Promise<Step> {
  const ratePerSecond = model.kind === "open" ? model.ratePerSecond : 0;
  let served = 0;
  const sent = await readSamples(file, ({ length, outcome, outcomes }) => {
    for (let row = 0; row < length; row += 1) if (outcomes[outcome[row] ?? -1] === "ok") served += 1;
  });
  return { ratePerSecond, offered: Math.max(sent, plannedArrivals(ratePerSecond, durationMs)), served };
}

const inWords = ({ ratePerSecond }: Step) => `${Number(ratePerSecond.toFixed(1))}/s`;
