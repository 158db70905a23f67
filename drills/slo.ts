import type { Objective } from "../engine/evidence/objective.ts";

/** What the gateway and each gated route must keep to. */
export interface Slo {
  p50Ms: number;
  p95Ms: number;
  errorRatio: number;
  /** successful samples per route, below which nothing is said: 600 without a failure prove a ratio below 0.5 % */
  minSamples: number;
  /** share of the offered arrivals that must have been sent */
  achievedRatio: number;
}

/** The playbook's gateway SLO. */
export const gatewaySlo: Slo = { p50Ms: 150, p95Ms: 400, errorRatio: 0.005, minSamples: 600, achievedRatio: 0.99 };

/** The playbook's SLO of an agent: 298 without a failure prove a ratio below 1 %. */
export const agentSlo: Slo = { p50Ms: 200, p95Ms: 500, errorRatio: 0.01, minSamples: 300, achievedRatio: 0.99 };

const slowRemedy = "see the route's percentiles over time in the report and the logs of its agent under pods/";
const errorRemedy = "see the outcomes by kind in the report and the logs of mesh and the agent under pods/";

/** The SLO as objectives of one load: the gateway as a whole, then each route. */
export function sloObjectives(load: string, routes: readonly string[], slo: Slo): Objective[] {
  const subjects = [{ endpoint: "*", suffix: "", title: "gateway" }].concat(
    routes.map((route) => ({ endpoint: route, suffix: `.${route}`, title: route })),
  );
  const latency = (quantile: number, limitMs: number) =>
    subjects.map(({ endpoint, suffix, title }): Objective => {
      const name = `p${quantile * 100}`;
      const fields = { load, endpoint, quantile, limitMs, minSamples: slo.minSamples, needs: [] };
      return { kind: "latency", id: `load.${name}${suffix}`, title: `${title} ${name}`, remedy: slowRemedy, ...fields };
    });
  const errors = subjects.map(({ endpoint, suffix, title }): Objective => {
    const fields = { load, endpoint, limitRatio: slo.errorRatio, minSamples: slo.minSamples, needs: [] };
    return { kind: "errors", id: `load.errors${suffix}`, title: `${title} errors`, remedy: errorRemedy, ...fields };
  });
  const achieved: Objective = {
    kind: "achieved-rate",
    id: "load.achieved-rate",
    title: "arrivals sent of those planned",
    remedy:
      "where the target stalled, see which service left requests unanswered in the logs under pods/; " +
      "else free CPU on the machine that runs k6, or lower --rate and lengthen --duration",
    load,
    minRatio: slo.achievedRatio,
    needs: [],
  };
  return [achieved, ...latency(0.5, slo.p50Ms), ...latency(0.95, slo.p95Ms), ...errors];
}
