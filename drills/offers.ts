import { agents } from "../contract/services.ts";
import type { LoadPlan } from "../engine/evidence/load-plan.ts";
import type { Offer } from "../engine/probes/bulkhead-sizing.ts";
import { gatewaySlo } from "./slo.ts";

/**
 * Arrivals per second that a load offers to some of its routes; 0 of a closed model, which offers no more than the
 * system takes.
 */
export function offeredTo(
  { model, endpoints }: LoadPlan,
  isOne: (route: LoadPlan["endpoints"][number]) => boolean,
): number {
  const weightOf = (routes: LoadPlan["endpoints"]) => routes.reduce((sum, { weight }) => sum + weight, 0);
  const rate = model.kind === "open" ? model.ratePerSecond : 0;
  return (rate * weightOf(endpoints.filter(isOne))) / weightOf(endpoints);
}

/** The most that any of several loads, which do not run at the same time, offers to each agent that they call. */
export function offersOf(loads: readonly LoadPlan[]): Offer[] {
  return agents.flatMap((agent): Offer[] => {
    const ratePerSecond = Math.max(0, ...loads.map((load) => offeredTo(load, ({ target }) => target === agent)));
    return ratePerSecond === 0 ? [] : [{ agent, ratePerSecond, p95Ms: gatewaySlo.p95Ms }];
  });
}
