import * as z from "zod";
import { judgeTargets } from "./scrape-targets.ts";

/** An alert, and how it is told from others of its name. */
export interface WatchedAlert {
  /** name of its rule */
  alert: string;
  /** labels that it has where it tells of what is broken */
  labels: Readonly<Record<string, string>>;
  /** jobs of Prometheus whose targets its rule looks at */
  jobs: readonly string[];
}

const labels = z.record(z.string(), z.string());
const atAlertmanager = z.array(z.object({ labels, startsAt: z.string(), status: z.object({ state: z.string() }) }));
const rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            health: z.string(),
            lastError: z.string().optional(),
            alerts: z.array(z.object({ labels, state: z.string() })).optional(),
          }),
        ),
      }),
    ),
  }),
});

/** Whether Alertmanager has the alert, and since when. @param body its list of alerts */
export function judgeAlerts(body: string, watched: WatchedAlert): { ok: boolean; detail: string } {
  const active = atAlertmanager
    .parse(JSON.parse(body))
    .filter((each) => each.status.state !== "unprocessed" && isOf(watched, each.labels));
  const told = active.map((each) => `${each.labels["alertname"] ?? ""} since ${each.startsAt}`);
  return { ok: active.length > 0, detail: active.length > 0 ? told.join("; ") : "not active" };
}

/**
 * How Prometheus sees the alert: "inactive", "pending" or "firing".
 * @param body its list of rules
 * @throws Error where it has no such rule, or could not tell of it
 */
export function stateOf(body: string, watched: WatchedAlert): string {
  const rule = rules
    .parse(JSON.parse(body))
    .data.groups.flatMap((group) => group.rules)
    .find(({ name }) => name === watched.alert);
  if (rule === undefined) throw new Error(`Prometheus has no rule ${watched.alert}`);
  if (rule.health !== "ok") throw new Error(`rule ${watched.alert} is ${rule.health}: ${rule.lastError ?? ""}`);
  const states = (rule.alerts ?? []).filter((each) => isOf(watched, each.labels)).map(({ state }) => state);
  return states.includes("firing") ? "firing" : (states[0] ?? "inactive");
}

/** What of the targets that the rule looks at Prometheus does not see; null = nothing. @param body its list of targets */
export function unseenTargets(body: string, { jobs }: WatchedAlert): string | null {
  const { ok, detail } = judgeTargets(body, jobs);
  return ok === true ? null : detail;
}

function isOf({ alert, labels: wanted }: WatchedAlert, has: Record<string, string>): boolean {
  return (has["alertname"] ?? alert) === alert && Object.entries(wanted).every(([name, value]) => has[name] === value);
}
