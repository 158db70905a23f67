import { breakerStates, resilienceMetrics } from "../../contract/metrics.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { sum, valuesOf } from "./prometheus-text.ts";
import { type Message, sendMessage } from "./send-message.ts";

/** A pod's breaker: whether it is open, and how many calls it saw fail. */
export interface BreakerLook {
  open: boolean;
  failures: number;
  /** how many it saw succeed: none = it is cold */
  successes: number;
}

/**
 * Mesh's breaker towards an agent that refuses stays closed over one failed call, which an SLO of half a percent
 * allows, and opens within the calls of its window. Nothing else may call the agent meanwhile.
 * @param windowSize calls
 */
export function breakerIsSized(name: string, message: Omit<Message, "id">, windowSize: number): Probe {
  return {
    name,
    observe: async (context) => {
      const start = await looks(context, message.target);
      const send = (n: number) => sendMessage(context, { ...message, id: `${context.runId}-${name}-${n}` });
      await send(0);
      const afterOne = sinceStart(await looks(context, message.target), start);
      let now = afterOne;
      // The calls may spread over several pods.
      for (let n = 1; n <= start.size * windowSize && !openAmong(now); n += 1) {
        await send(n);
        now = sinceStart(await looks(context, message.target), start);
      }
      const seenBefore = sum([...start.values()].map(({ failures, successes }) => failures + successes));
      return [judgeFirst(afterOne, seenBefore), judgeOpening(now, windowSize)];
    },
  };
}

const openAmong = (pods: ReadonlyMap<string, BreakerLook>) => [...pods.values()].some(({ open }) => open);

/**
 * One failure is within any SLO's error rate.
 * @param seenBefore calls that all breakers together had seen by then; with none they are cold
 */
export function judgeFirst(pods: ReadonlyMap<string, BreakerLook>, seenBefore: number): Observation {
  const subject = "after one failed call";
  const seen = sum([...pods.values()].map(({ failures }) => failures));
  if (seen === 0) return { subject, ok: null, detail: "no pod of mesh counted the failure" };
  const ok = !openAmong(pods);
  const history = seenBefore === 0 ? "cold: no call before" : `${seenBefore} calls before`;
  return { subject, ok, detail: `${ok ? "the breaker stays closed" : "the breaker is open"}; ${history}` };
}

/** The calls that failed until the first pod's breaker was open. */
export function judgeOpening(pods: ReadonlyMap<string, BreakerLook>, windowSize: number): Observation {
  const subject = "at full failure";
  const opened = [...pods].filter(([, { open }]) => open);
  const told = [...pods].map(([pod, { failures, open }]) => `${pod} ${failures} failed, ${open ? "open" : "closed"}`);
  const detail = `${told.join("; ")}; window of ${windowSize} calls`;
  return { subject, ok: opened.length > 0 && opened.every(([, { failures }]) => failures <= windowSize), detail };
}

async function looks(context: ProbeContext, agent: string): Promise<Map<string, BreakerLook>> {
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

function sinceStart(now: ReadonlyMap<string, BreakerLook>, start: ReadonlyMap<string, BreakerLook>) {
  return new Map(
    [...now].map(([pod, look]) => [pod, { ...look, failures: look.failures - (start.get(pod)?.failures ?? 0) }]),
  );
}
