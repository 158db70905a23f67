import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import { countAtEnd, countAtStart, type Counted, type CountedLink } from "./link-calls.ts";
import type { Observation, Probe } from "./probe.ts";

/** Which calls are counted, where, and for how long. */
export interface CountedCalls extends CountedLink {
  maxAttempts: number;
  /** whether mesh looks at its agents' health */
  watched: boolean;
  /** milliseconds */
  spanMs: number;
}

/**
 * Over a span in which the agent's link refuses, mesh makes at most so many attempts per call. Each attempt is a
 * connection that the link's own counter sees; so is each of mesh's looks at the agent's health, which its metrics
 * tell. Calls are those that mesh let through, and those that were under way when the span began: by what it calls first
 * attempts, or by what its breaker saw end, whichever are fewer, so that a retry which is called a first attempt is none.
 */
export function retriesWithin(name: string, calls: CountedCalls): Probe {
  const { agent, spanMs } = calls;
  return {
    name,
    observe: async (context) => {
      try {
        const before = await countAtStart(context, calls);
        await sleep(spanMs, undefined, { signal: context.signal });
        return [judgeRetries(calls, before, await countAtEnd(context, calls))];
      } catch (thrown) {
        context.signal.throwIfAborted();
        return [{ subject: agent, ok: null, detail: messageOf(thrown) }];
      }
    },
  };
}

/** Whatever is not counted, or counted anew, shows nothing. */
export function judgeRetries(
  { agent, maxAttempts, watched }: Pick<CountedCalls, "agent" | "maxAttempts" | "watched">,
  before: Counted,
  after: Counted,
): Observation {
  const nothing = (detail: string): Observation => ({ subject: agent, ok: null, detail });
  if (before.connects === undefined || after.connects === undefined)
    return nothing("no node counts the link's traffic");
  const connects = after.connects - before.connects;
  const looks = after.metrics.looks - before.metrics.looks;
  const firstTries = after.metrics.firstTries - before.metrics.firstTries;
  const { underWay } = before.metrics;
  const ended = endedBetween(before, after);
  const seen =
    `${connects} connects, ${looks} of them looks at its health, for ${firstTries} calls and ${underWay} under way` +
    (ended === undefined ? "" : `, of which ${ended} ended`);
  if (Math.min(connects, looks, firstTries, ended ?? 0) < 0) return nothing(`the count began anew: ${seen}`);
  if (watched && looks === 0) return nothing(`mesh counts no looks, which would pass for attempts: ${seen}`);
  if (firstTries === 0) return nothing(`no call was let through: ${seen}`);
  const attempts = connects - looks;
  if (attempts <= 0) return nothing(`the link's counter saw none of the calls: ${seen}`);
  const begun = firstTries + underWay;
  const calls = ended === undefined ? begun : Math.min(begun, ended + after.metrics.underWay);
  if (calls === 0) return nothing(`no call came to an end: ${seen}`);
  const detail = `${seen}: ${(attempts / calls).toFixed(1)} attempts per call`;
  return { subject: agent, ok: attempts <= maxAttempts * calls, detail };
}

/** Calls that the breaker saw end; undefined where it tells of none. */
function endedBetween(before: Counted, after: Counted): number | undefined {
  if (after.metrics.ended === undefined) return undefined;
  return after.metrics.ended - (before.metrics.ended ?? 0);
}
