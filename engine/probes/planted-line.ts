import * as z from "zod";
import { eventually } from "./eventually.ts";
import { askObserver } from "./observer-call.ts";
import type { Probe } from "./probe.ts";

const found = z.object({ lines: z.array(z.object({ pod: z.string() })) });

/** A line that has a pod log a word of our own is found by asking for the word. */
export function plantedLineFound(name: string, withinMs: number): Probe {
  let planted = false;
  return eventually(name, "planted log line", withinMs, async (context) => {
    const word = `planted-${context.runId}`;
    if (!planted) await askObserver(context, "alertReceiver", "/alerts", noticeOf(word));
    planted = true;
    const { lines } = found.parse(JSON.parse(await askObserver(context, "logKeeper", `/logs?contains=${word}`)));
    const [first] = lines;
    return first === undefined
      ? { ok: null, detail: `no log has ${word}` }
      : { ok: true, detail: `in the log of ${first.pod}` };
  });
}

/** Given straight to the receiver, which logs what it takes: whether Alertmanager delivers is not asked here. */
function noticeOf(word: string): object {
  const startsAt = new Date().toISOString();
  return { alerts: [{ status: "resolved", labels: { alertname: word }, annotations: {}, startsAt }] };
}
