import * as z from "zod";
import { eventually } from "./eventually.ts";
import { askObserver } from "./observer-call.ts";
import type { Probe } from "./probe.ts";

const delivered = z.array(z.object({ labels: z.record(z.string(), z.string()), deliveredAt: z.string() }));

/** How long the alert lasts: longer than its delivery takes, short enough to be gone before faults come. */
const lastsMs = 5_000;

/** An alert of our own that is raised at Alertmanager is delivered to the receiver. */
export function testAlertDelivered(name: string, withinMs: number): Probe {
  let raised = false;
  return eventually(name, "test alert", withinMs, async (context) => {
    const alertname = `test-${context.runId}`;
    if (!raised) await askObserver(context, "alertmanager", "/api/v2/alerts", [alertOf(alertname)]);
    raised = true;
    const alerts = delivered.parse(JSON.parse(await askObserver(context, "alertReceiver", "/alerts")));
    const ours = alerts.find(({ labels }) => labels["alertname"] === alertname);
    return ours === undefined
      ? { ok: null, detail: `${alertname} is not delivered` }
      : { ok: true, detail: `${alertname} delivered at ${ours.deliveredAt}` };
  });
}

function alertOf(alertname: string): object {
  const now = Date.now();
  return {
    labels: { alertname },
    annotations: { summary: "whether alerts are delivered" },
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + lastsMs).toISOString(),
  };
}
