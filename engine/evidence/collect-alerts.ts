import * as z from "zod";
import { messageOf } from "../../common/errors.ts";
import { askObserver } from "../probes/observer-call.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { alertNotice } from "./alerts.ts";
import type { EvidenceWriter } from "./evidence-writer.ts";
import { repeatLooks } from "./repeat-looks.ts";

/** The receiver remembers what it was given, so that looks may be rare; it forgets when it is killed. */
const lookEveryMs = 5_000;

const delivered = z.array(alertNotice);

/**
 * Appends what Alertmanager delivered, each notice once, to an ndjson file until stopped. Nothing is asked where nothing
 * watches the environment; that the last look failed is a gap, for then the end is not known.
 */
export function collectAlerts(
  api: ProbeContext["api"],
  options: { environment: ProbeContext["environment"]; file: string; writer: EvidenceWriter },
): { stop: () => Promise<string[]> } {
  const { environment, file, writer } = options;
  if (environment.observability === null) return { stop: async () => [] };
  const seen = new Set<string>();
  let failure: string | null = null;

  const lookOnce = async () => {
    try {
      const all = delivered.parse(JSON.parse(await askObserver({ api, environment }, "alertReceiver", "/alerts")));
      const fresh = all.filter((notice) => !seen.has(JSON.stringify(notice)));
      for (const notice of fresh) seen.add(JSON.stringify(notice));
      await writer.appendJson(file, fresh);
      failure = null;
    } catch (thrown) {
      failure = messageOf(thrown);
    }
  };
  const stop = repeatLooks(lookEveryMs, lookOnce);

  return {
    stop: async () => {
      await stop();
      return failure === null ? [] : [`alerts: ${failure}`];
    },
  };
}
