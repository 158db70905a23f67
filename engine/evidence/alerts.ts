import * as z from "zod";
import type { Gap } from "./evidence.ts";
import { readJsonLines } from "./json-lines.ts";

/** What was delivered of an alert, once when it fires and once when it ended: a line of alerts.ndjson. */
export const alertNotice = z.strictObject({
  status: z.enum(["firing", "resolved"]),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** when it began to fire, by the clock of what watches the environment */
  startsAt: z.iso.datetime({ offset: true }),
  deliveredAt: z.iso.datetime(),
});

export type AlertNotice = z.infer<typeof alertNotice>;

/**
 * Reads what a run was told of alerts; without the file it was told nothing. A last line that was cut off is a gap.
 * @throws DrillError "evidence.unreadable" for any other line that is none
 */
export async function readAlerts(file: string): Promise<{ alerts: AlertNotice[]; gaps: Gap[] }> {
  const { values, gaps } = await readJsonLines(file, alertNotice);
  return { alerts: values, gaps };
}
