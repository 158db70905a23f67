import * as z from "zod";
import { observers } from "../../components/observability/addresses.ts";
import { eventually } from "./eventually.ts";
import type { Probe, ProbeContext } from "./probe.ts";

const alerts = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    startsAt: z.string(),
    status: z.object({ state: z.string() }),
  }),
);

/** An alert comes to be at Alertmanager. @param alert name of its rule */
export function alertFires(name: string, alert: string, withinMs: number): Probe {
  return eventually(name, `alert ${alert}`, withinMs, async (context) => {
    const filter = encodeURIComponent(`alertname="${alert}"`);
    const { status, body } = await ask(context, `/api/v2/alerts?active=true&filter=${filter}`);
    if (status !== 200) return { ok: null, detail: `Alertmanager answered ${status}` };
    return judgeAlerts(body);
  });
}

/** @param body Alertmanager's answer: what matches the name and is active */
export function judgeAlerts(body: string): { ok: boolean; detail: string } {
  const active = alerts.parse(JSON.parse(body)).filter(({ status }) => status.state !== "unprocessed");
  const told = active.map(({ labels, startsAt }) => `${labels["alertname"] ?? ""} since ${startsAt}`);
  return { ok: active.length > 0, detail: active.length > 0 ? told.join("; ") : "not active" };
}

const ask = ({ api, environment }: ProbeContext, path: string) => {
  const { service: name, port } = observers.alertmanager;
  return api.serviceGet({ namespace: environment.namespace, name, port }, path);
};
