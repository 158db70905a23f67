import { messageOf } from "../../common/errors.ts";
import { countAtEnd, type Counted, type CountedLink } from "./link-calls.ts";
import type { Observation, Probe } from "./probe.ts";

/**
 * Calls of the drill that mesh made since the start came to the agent's link: more connections than looks at the agent's
 * health. That there were none is not wrong, but shows nothing. Nothing else may call the agent meanwhile.
 * @param start what was counted before the calls, or why nothing was
 */
export function callsTookLink(name: string, link: CountedLink & { name: string }, start: Counted | string): Probe {
  return {
    name,
    observe: async (context) => {
      if (typeof start === "string") return [{ subject: link.name, ok: null, detail: start }];
      try {
        return [judgeTaken(link.name, start, await countAtEnd(context, link))];
      } catch (thrown) {
        context.signal.throwIfAborted();
        return [{ subject: link.name, ok: null, detail: messageOf(thrown) }];
      }
    },
  };
}

/** A link that nothing has come to yet need not be counted at the start. */
export function judgeTaken(subject: string, start: Counted, end: Counted): Observation {
  if (end.connects === undefined) return { subject, ok: null, detail: "no node counts the link's traffic" };
  const connects = end.connects - (start.connects ?? 0);
  const looks = end.metrics.looks - start.metrics.looks;
  const detail = `${connects} connects, ${looks} of them looks at its health`;
  if (looks < 0) return { subject, ok: null, detail: `the count began anew: ${detail}` };
  return { subject, ok: connects > looks ? true : null, detail };
}
