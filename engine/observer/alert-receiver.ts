import type { IncomingMessage, RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";

/** The part of Alertmanager's webhook (version 4) that is remembered. */
const delivery = z.object({
  alerts: z.array(
    z.object({
      status: z.enum(["firing", "resolved"]),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
      /** ISO 8601 */
      startsAt: z.string(),
    }),
  ),
});

/** A notice of an alert that fires or ended, and when it was delivered. */
export type DeliveredAlert = z.infer<typeof delivery>["alerts"][number] & { /** ISO 8601 */ deliveredAt: string };

/** The oldest go first. */
const most = 5_000;

/**
 * Takes what Alertmanager delivers to POST /alerts, and lists it at GET /alerts, the oldest first.
 * @param now wall clock, milliseconds
 * @param say takes a line of JSON per notice, for the log
 */
export function alertReceiver(now: () => number, say: (line: string) => void): RequestListener {
  const delivered: DeliveredAlert[] = [];
  const take = async (request: IncomingMessage) => {
    const { alerts } = delivery.parse(JSON.parse(await text(request)));
    const deliveredAt = new Date(now()).toISOString();
    const notices = alerts.map((alert) => ({ ...alert, deliveredAt }));
    for (const notice of notices) say(JSON.stringify(notice));
    delivered.push(...notices);
    delivered.splice(0, delivered.length - most);
  };
  return (request, response) => {
    if (request.url !== "/alerts") return void response.writeHead(404).end();
    if (request.method === "GET") return void response.end(JSON.stringify(delivered));
    take(request).then(
      () => response.end(),
      (thrown: unknown) => response.writeHead(400).end(String(thrown)),
    );
  };
}
