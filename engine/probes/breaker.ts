import { breakerStates, resilienceMetrics } from "../../contract/metrics.ts";
import type { ServiceName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { valuesOf } from "./prometheus-text.ts";

/** A breaker may pass through a state on its way between two others. */
const looks = 2;

/**
 * The circuit breaker of one service's pods towards a dependency comes to the state, in every pod that called it, and is
 * still in it a moment later.
 */
export function breakerComesTo(
  name: string,
  wish: { service: ServiceName; towards: string; state: keyof typeof breakerStates; withinMs: number },
): Probe {
  const { service, towards, state } = wish;
  const look = async (context: ProbeContext) => {
    const pods = [...(await podMetrics(context, service))];
    const states = pods.flatMap(([pod, samples]) =>
      valuesOf(samples, resilienceMetrics.breakerState, { service: towards }).map((value) => ({ pod, value })),
    );
    if (states.length === 0) return { ok: null, detail: `no pod of ${service} tells it` };
    const others = states.filter(({ value }) => value !== breakerStates[state]);
    const detail = others.length === 0 ? state : others.map(({ pod, value }) => `${pod} ${nameOf(value)}`).join(", ");
    return { ok: others.length === 0, detail };
  };
  return eventually(name, `breaker of ${service} towards ${towards}`, wish.withinMs, look, looks);
}

const nameOf = (value: number) =>
  Object.entries(breakerStates).find(([, number]) => number === value)?.[0] ?? `state ${value}`;
