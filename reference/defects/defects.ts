import { crashLoop } from "./crash-loop.ts";
import type { Defect } from "./defect.ts";
import { degradedHealth } from "./degraded-health.ts";
import { duplicateWrite } from "./duplicate-write.ts";
import { errors2Percent } from "./errors-2-percent.ts";
import { importRefused } from "./import-refused.ts";
import { missingMetric } from "./missing-metric.ts";
import { neverReady } from "./never-ready.ts";
import { okFalse } from "./ok-false.ts";
import { openapiDrift } from "./openapi-drift.ts";
import { slowGateway } from "./slow-gateway.ts";
import { slowRoute } from "./slow-route.ts";
import { stall } from "./stall.ts";
import { writeNotStored } from "./write-not-stored.ts";

/** Every seeded defect, by the name that DRILL_DEFECT takes. */
export const defects = {
  "slow-route": slowRoute,
  "slow-gateway": slowGateway,
  stall,
  "errors-2-percent": errors2Percent,
  "ok-false": okFalse,
  "degraded-health": degradedHealth,
  "never-ready": neverReady,
  "crash-loop": crashLoop,
  "import-refused": importRefused,
  "missing-metric": missingMetric,
  "openapi-drift": openapiDrift,
  "write-not-stored": writeNotStored,
  "duplicate-write": duplicateWrite,
} as const satisfies Record<string, Defect>;

export type DefectName = keyof typeof defects;

export const defectNames = Object.keys(defects) as [DefectName, ...DefectName[]];
