import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

/** One look; `ok: false` means that it may yet come. */
export type Look = (context: ProbeContext) => Promise<Omit<Observation, "subject">>;

const everyMs = 500;

/** Looks until what is wanted is there, and tells how long it took; only how it ends is observed. */
export function eventually(name: string, subject: string, withinMs: number, look: Look): Probe {
  return {
    name,
    observe: async (context) => {
      const start = performance.now();
      for (;;) {
        const seen = await look(context).catch((thrown: unknown) => ({ ok: null, detail: messageOf(thrown) }));
        const tookMs = performance.now() - start;
        const seconds = `${(tookMs / 1_000).toFixed(1)} s`;
        if (seen.ok === true) {
          return [{ subject, ok: true, detail: `after ${seconds}: ${seen.detail}`, ms: Math.round(tookMs) }];
        }
        if (tookMs >= withinMs) return [{ subject, ok: seen.ok, detail: `not within ${seconds}: ${seen.detail}` }];
        await sleep(everyMs, undefined, { signal: context.signal });
      }
    },
  };
}
