import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import { goneBy, type Observation, type Probe, type ProbeContext } from "./probe.ts";

/** One look; `ok: false` means that it may yet come, a throw that it could not be looked at. */
export type Look = (context: ProbeContext) => Promise<Omit<Observation, "subject">>;

const everyMs = 500;

/** How long a look may take itself, milliseconds: what is found by one that took longer may have come too late. */
const lookMs = 5_000;

/**
 * Looks until what is wanted is there, and tells how long it took; only how it ends is observed.
 * @param withinMs milliseconds within which it must come, from where what is looked at began
 * @param looks how many looks running must find it: more than one for what may be there for a moment and gone again
 */
export function eventually(name: string, subject: string, withinMs: number, look: Look, looks = 1): Probe {
  return {
    name,
    observe: async (context) => {
      const start = performance.now();
      const limitMs = Math.max(0, withinMs - goneBy(context));
      let found = 0;
      let cameMs = 0;
      for (;;) {
        const seen = await look(context).catch((thrown: unknown) => ({ ok: null, detail: messageOf(thrown) }));
        // What is seen while all ends says nothing.
        context.signal.throwIfAborted();
        const tookMs = performance.now() - start;
        found = seen.ok === true ? found + 1 : 0;
        if (found === 1) cameMs = tookMs;
        if (found > 0 && cameMs > limitMs + lookMs) {
          return [{ subject, ok: false, detail: `only after ${inSeconds(cameMs)}: ${seen.detail}` }];
        }
        if (found === looks) {
          return [{ subject, ok: true, detail: `after ${inSeconds(cameMs)}: ${seen.detail}`, ms: Math.round(cameMs) }];
        }
        // What came in time may be confirmed after it.
        if (found === 0 && tookMs >= limitMs) {
          return [{ subject, ok: seen.ok, detail: `not within ${inSeconds(tookMs)}: ${seen.detail}` }];
        }
        await sleep(everyMs, undefined, { signal: context.signal });
      }
    },
  };
}

const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
