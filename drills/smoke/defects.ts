/** Seeded defect of the reference -> the smoke drill's objectives that it must turn to FAIL, and no others. */
export const smokeDefects: Record<string, readonly string[]> = {
  "slow-route": ["load.p95", "load.p50.storyboard", "load.p95.storyboard"],
  "errors-2-percent": [
    "load.errors",
    "load.errors.plan",
    "load.errors.draft",
    "load.errors.ingest",
    "load.errors.storyboard",
  ],
  "ok-false": ["load.errors", "load.errors.draft"],
  "degraded-health": ["services-green"],
  "never-ready": ["services-green"],
  "crash-loop": ["services-ready"],
  "missing-metric": ["metrics-present"],
  "openapi-drift": ["openapi-match"],
  "write-not-stored": ["accepted-writes-stored"],
  "duplicate-write": ["accepted-writes-stored"],
};
