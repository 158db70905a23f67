import { messageOf } from "../../common/errors.ts";
import { eventually } from "./eventually.ts";
import { askObserver } from "./observer-call.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { judgeAlerts, stateOf, unseenTargets, type WatchedAlert } from "./watched-alert.ts";

/**
 * An alert comes to be at Alertmanager. That it does not is the system's failure only where Prometheus would have seen:
 * it was there all the while, has the rule, and reaches what the rule looks at.
 */
export function alertFires(name: string, watched: WatchedAlert, withinMs: number): Probe {
  let blind: string | undefined;
  return eventually(name, subjectOf(watched), withinMs, async (context) => {
    const told = await atAlertmanager(context, watched);
    if (told.ok) return told;
    const state = await atPrometheus(context, watched).catch((thrown: unknown) => {
      // Prometheus forgets with its pod what was pending: once it was away, no alert means nothing.
      blind ??= messageOf(thrown);
      return "unknown";
    });
    if (blind !== undefined) return { ok: null, detail: `not active, and Prometheus did not see all: ${blind}` };
    if (state === "pending") return { ok: null, detail: "pending at Prometheus: the rule saw it, and waits" };
    if (state === "firing") return { ok: null, detail: "fires at Prometheus, and is not active at Alertmanager" };
    const unseen = unseenTargets(await askObserver(context, "prometheus", "/api/v1/targets?state=active"), watched);
    if (unseen !== null) return { ok: null, detail: `not active, and not all is scraped: ${unseen}` };
    return { ok: false, detail: `${told.detail}, ${state} at Prometheus` };
  });
}

/**
 * Waits, before anything is broken, until an alert is neither active nor pending: what fires then tells of the fault.
 * Only where it does not come to be so is there anything to observe, which leaves open what a later alert tells of.
 */
export function alertIsQuiet(name: string, watched: WatchedAlert, withinMs: number): Probe {
  const waits = eventually(name, subjectOf(watched), withinMs, async (context) => {
    const told = await atAlertmanager(context, watched);
    if (told.ok) return { ok: null, detail: `active before the fault: ${told.detail}` };
    const state = await atPrometheus(context, watched);
    return { ok: state === "inactive" ? true : null, detail: `${state} before the fault` };
  });
  return { name, observe: async (context) => (await waits.observe(context)).filter(({ ok }) => ok !== true) };
}

const subjectOf = ({ alert }: WatchedAlert) => `alert ${alert}`;

async function atAlertmanager(context: ProbeContext, watched: WatchedAlert) {
  const filter = encodeURIComponent(`alertname="${watched.alert}"`);
  return judgeAlerts(
    await askObserver(context, "alertmanager", `/api/v2/alerts?active=true&filter=${filter}`),
    watched,
  );
}

async function atPrometheus(context: ProbeContext, watched: WatchedAlert): Promise<string> {
  return stateOf(await askObserver(context, "prometheus", "/api/v1/rules?type=alert"), watched);
}
