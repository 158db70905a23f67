import { breakerStates, resilienceMetrics } from "../../contract/metrics.ts";
import {
  type BreakerHistory,
  type BreakerLimits,
  type BreakerLook,
  failuresInARow,
  historiesOf,
  judgeAmidSuccesses,
  judgeCold,
  judgeThreshold,
} from "./breaker-history.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { sum, valuesOf } from "./prometheus-text.ts";
import { type Message, sendMessage } from "./send-message.ts";

/** Has a link that refuses let calls through for a while, or refuse them again. */
export type LetThrough = (context: ProbeContext, through: boolean) => Promise<void>;

/** How often as many calls as a window has are sent, so that the window of one pod at least is full of successes. */
const mostFillings = 4;

/**
 * Mesh's breaker towards an agent stays closed over one failure, both cold and amid successes, and opens as soon as its
 * failures reach the threshold. The agent's link must refuse; single calls are let through. Nothing else may call the
 * agent meanwhile, nor may have since mesh's pods are there.
 */
export function breakerIsSized(
  name: string,
  message: Omit<Message, "id">,
  limits: BreakerLimits,
  letThrough: LetThrough,
): Probe {
  return {
    name,
    observe: async (context) => {
      const looks = [await look(context, message.target)];
      let sent = 0;
      const call = async (times: number) => {
        for (let n = 0; n < times; n += 1) {
          await sendMessage(context, { ...message, id: `${context.runId}-${name}-${(sent += 1)}` });
        }
        looks.push(await look(context, message.target));
      };
      await call(1);
      if (!openAmong(looks.at(-1))) await mixed(context, { limits, letThrough, looks, call });
      return judged(historiesOf(looks), limits);
    },
  };
}

interface Mixture {
  limits: BreakerLimits;
  letThrough: LetThrough;
  looks: readonly ReadonlyMap<string, BreakerLook>[];
  call: (times: number) => Promise<void>;
}

/** Fills windows with successes, then mixes failures in until a breaker opens or should have. */
async function mixed(context: ProbeContext, { limits, letThrough, looks, call }: Mixture): Promise<void> {
  const { windowSize } = limits;
  let through = false;
  const turn = async (wanted: boolean) => {
    if (through !== wanted) await letThrough(context, wanted);
    through = wanted;
  };
  const histories = () => [...historiesOf(looks).values()].map(({ calls }) => calls);
  const most = 2 * windowSize * (looks[0]?.size ?? 1);
  try {
    await turn(true);
    for (let n = 0; n < mostFillings && !areFull(histories(), windowSize); n += 1) {
      await call(windowSize);
    }
    for (let n = 0; n < most && judgeThreshold(historiesOf(looks), limits).ok === null; n += 1) {
      await turn(!mayFail(histories(), limits));
      await call(1);
    }
  } finally {
    // The fault is to be found as it was when it is lifted.
    await turn(false);
  }
}

/** Calls spread over pods as they like, so that some may get none. */
function areFull(histories: readonly BreakerHistory["calls"][], windowSize: number): boolean {
  const called = histories.filter(({ length }) => length > 0);
  const isFull = (calls: BreakerHistory["calls"]) =>
    calls.length >= windowSize && calls.slice(-windowSize).every(({ failed }) => !failed);
  return called.length > 0 && called.every(isFull);
}

/** It is the share of failures that is to be tried: as long as that can get there without them, no run is long enough. */
export function mayFail(histories: readonly BreakerHistory["calls"][], { consecutive, ratio }: BreakerLimits): boolean {
  const needsRun = ratio > 1 - 1 / consecutive;
  return needsRun || histories.every((calls) => failuresInARow(calls) + 1 < consecutive);
}

function judged(histories: ReadonlyMap<string, BreakerHistory>, limits: BreakerLimits): Observation[] {
  const cold = judgeCold(histories);
  const openAtOnce = [...histories.values()].some(({ calls }) => calls[0]?.open);
  // A breaker that is rash when cold need not be so later: it was not tried.
  const detail = "the breaker was open already";
  const later = [judgeAmidSuccesses(histories, limits.windowSize), judgeThreshold(histories, limits)];
  return [cold, ...later.map((seen) => (openAtOnce ? { subject: seen.subject, ok: null, detail } : seen))];
}

const openAmong = (pods: ReadonlyMap<string, BreakerLook> | undefined) =>
  [...(pods?.values() ?? [])].some(({ open }) => open);

async function look(context: ProbeContext, agent: string): Promise<Map<string, BreakerLook>> {
  const pods = [...(await podMetrics(context, "mesh"))];
  const { breakerState, breakerFailures, breakerSuccesses } = resilienceMetrics;
  const labels = { service: agent };
  return new Map(
    pods.map(([pod, samples]) => [
      pod,
      {
        open: valuesOf(samples, breakerState, labels).some((state) => state !== breakerStates.closed),
        failures: sum(valuesOf(samples, breakerFailures, labels)),
        successes: sum(valuesOf(samples, breakerSuccesses, labels)),
      },
    ]),
  );
}
