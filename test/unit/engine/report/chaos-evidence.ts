import type { AlertNotice } from "../../../../engine/evidence/alerts.ts";
import type { SeriesLine } from "../../../../engine/evidence/series.ts";
import { startMs } from "./runs.ts";

/** What pods said in the chaos run: the agent's breaker at mesh opens, calls wait for it, and one pod comes anew. */
export function chaosSeries(): SeriesLine[] {
  const looks = Array.from({ length: 60 }, (_, look) => look * 2).filter((seconds) => seconds < 90 || seconds > 100);
  return looks.flatMap((seconds) => {
    const atMs = startMs + (70 + seconds) * 1_000;
    const mesh = ["mesh-6c9d8b7f5-x2x4z", "mesh-6c9d8b7f5-k8m9p"].map((pod, index) => ({
      atMs,
      pod,
      values: {
        circuit_breaker_state: { myocyte: seconds < 46 || seconds > 76 ? 0 : seconds > 74 ? 2 : 1, osteon: 0 },
        bulkhead_current_usage: { myocyte: (seconds * 7 + index) % 4, osteon: 1 + (seconds % 3) },
        distributed_health_status: { myocyte: seconds < 50 || seconds > 72 ? 1 : 0, osteon: 1 },
        // Ten calls a second; for six seconds each waits for a quarter of one.
        bulkhead_wait_seconds_count: { myocyte: seconds * 10 },
        bulkhead_wait_seconds_sum: { myocyte: Math.min(Math.max(0, seconds - 40), 6) * 2.5 },
      },
    }));
    const nucleus = {
      atMs,
      pod: "nucleus-84b6c7d9f-q7w2r",
      values: { circuit_breaker_state: { postgres: 0, "llm-ollama": 0 } },
    };
    const pods = {
      atMs,
      pod: "*",
      values: {
        pods_running: { mesh: 2, myocyte: 1 },
        pods_ready: { mesh: 2, myocyte: seconds < 50 || seconds > 72 ? 1 : 0 },
      },
    };
    return [...mesh, ...(seconds % 4 === 0 ? [nucleus] : []), pods];
  });
}

/** Alertmanager's notices in the chaos run: a test before the load, one of the fault that ends, one that does not. */
export function chaosAlerts(summary: string): AlertNotice[] {
  const at = (seconds: number) => new Date(startMs + seconds * 1_000).toISOString();
  const notice = (labels: Record<string, string>, fired: number, delivered: number, resolved = false): AlertNotice => ({
    status: resolved ? "resolved" : "firing",
    labels,
    annotations: { summary },
    startsAt: at(fired),
    deliveredAt: at(delivered),
  });
  const test = { alertname: "test-r-20260301-0930" };
  const unhealthy = { alertname: "AgentUnhealthy", exported_service: "myocyte" };
  const breaker = { alertname: "BreakerOpen", exported_service: "myocyte", job: "biowerk-mesh" };
  return [
    notice(test, 61, 62),
    notice(test, 61, 67, true),
    notice(breaker, 121, 122.2),
    notice(unhealthy, 125, 126.1),
    notice(unhealthy, 125, 152.3, true),
  ];
}
