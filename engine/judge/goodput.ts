import type { LoadEvidence } from "../evidence/evidence.ts";
import type { Objective } from "../evidence/objective.ts";
import { dueArrivals, secondsIn } from "./due-arrivals.ts";
import { joined, notExercised } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { doubtsOf } from "./load-health.ts";
import type { LoadHealth } from "./load-health.ts";
import { quotientBounds } from "./statistics.ts";
import { formatRate, formatRatio } from "./wording.ts";

type GoodputObjective = Extract<Objective, { kind: "goodput" }>;

/**
 * Holds the bounds of one phase's goodput, as a share of another's, against the limit. An open load offers both at the
 * same rate, so the shares of their arrivals that were served compare as their goodputs do.
 */
export function judgeGoodput(objective: GoodputObjective, load: LoadEvidence, health: LoadHealth): Finding {
  const { phase, against, minRatio, minSamples } = objective;
  const during = servedIn(phase, objective, load);
  const before = servedIn(against, objective, load);
  if (during === null || before === null) {
    return notExercised(`phase ${during === null ? phase : against} did not come to its end beside the load`);
  }
  const samples = during.offered;
  const doubts = doubtsOf(health);
  const rates = `${formatRate(during.perSecond)} against ${formatRate(before.perSecond)} in ${against}`;
  const fewest = Math.min(during.offered, before.offered);
  if (before.ok === 0 || fewest < minSamples) {
    const few = before.ok === 0 ? `nothing was served in ${against}` : `${fewest} arrivals, ${minSamples} needed`;
    return { outcome: "inconclusive", observed: rates, samples, reason: joined([few, ...doubts]) };
  }
  const limit = formatRatio(minRatio);
  const ratio = formatRatio(during.ok / during.offered / (before.ok / before.offered));
  const { lower, upper } = quotientBounds({ k: during.ok, n: during.offered }, { k: before.ok, n: before.offered });
  const from = { observed: `${ratio} (95 % CI from ${formatRatio(lower)}), ${rates}`, samples };
  const upTo = { observed: `${ratio} (95 % CI up to ${formatRatio(upper)}), ${rates}`, samples };

  // What the generator did not send and what the evidence lost both look like goodput that was lost.
  if (doubts.length > 0) return { ...from, outcome: "inconclusive", reason: joined(doubts) };
  if (upper < minRatio) {
    return { ...upTo, outcome: "fail", reason: `goodput is below ${limit} of before with 95 % confidence` };
  }
  if (lower < minRatio) {
    const reason = `${samples} arrivals do not settle whether goodput is at least ${limit} of before`;
    return { ...from, outcome: "inconclusive", reason };
  }
  return { ...from, outcome: "pass", reason: "" };
}

/** What a phase offered to the routes, and what of it they served. */
interface Served {
  offered: number;
  ok: number;
  perSecond: number;
}

/** null where the phase has no end, or no part of it is within the load. */
function servedIn(phase: string, { endpoints }: GoodputObjective, load: LoadEvidence): Served | null {
  const seconds = secondsIn(load, phase);
  if (load.summary === null || seconds <= 0) return null;
  const tallies = load.summary.endpoints.flatMap(({ endpoint, phases }) =>
    endpoints.includes(endpoint) ? (phases[phase] ?? []) : [],
  );
  const requests = sum(tallies.map((tally) => tally.requests));
  const ok = requests - sum(tallies.map(({ failures }) => failures));
  // What was never sent was not served either.
  return { offered: Math.max(requests, dueArrivals(load.plan, endpoints, seconds)), ok, perSecond: ok / seconds };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
