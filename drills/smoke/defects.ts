import { gatedLoads } from "../../contract/payloads.ts";

/** The ids of an objective on the gateway and of its like on each gated route. */
const everywhere = (id: string): string[] => [id, ...gatedLoads.map(({ name }) => `${id}.${name}`)];

/**
 * Seeded defect of the reference -> the smoke drill's objectives that it must turn to FAIL, and no others. Together they
 * are all objectives that there are.
 */
export const smokeDefects: Record<string, readonly string[]> = {
  "slow-route": ["load.p95", "load.p50.storyboard", "load.p95.storyboard"],
  "slow-gateway": [...everywhere("load.p50"), ...everywhere("load.p95")],
  stall: ["load.achieved-rate", "load.errors"],
  "errors-2-percent": everywhere("load.errors"),
  "ok-false": ["load.errors", "load.errors.draft"],
  "degraded-health": ["services-green"],
  "never-ready": ["services-green"],
  "crash-loop": ["services-ready"],
  "import-refused": ["demo-payloads"],
  "missing-metric": ["metrics-present"],
  "openapi-drift": ["openapi-match"],
  "write-not-stored": ["accepted-writes-stored"],
  "duplicate-write": ["accepted-writes-stored"],
};
