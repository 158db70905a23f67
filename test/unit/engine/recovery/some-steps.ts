import type { RunbookStep } from "../../../../engine/recovery/runbook-steps.ts";

const startMs = Date.parse("2026-03-01T10:00:00.000Z");

/** A step that took so long. */
export const stepOf = (name: string, tookMs: number, change: Partial<RunbookStep> = {}): RunbookStep => ({
  name,
  command: `drill ${name}`,
  startedAt: new Date(startMs).toISOString(),
  endedAt: new Date(startMs + tookMs).toISOString(),
  result: "ok",
  detail: "",
  remediation: `run ${name} again`,
  ...change,
});
