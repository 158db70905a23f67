import { type BulkheadOf, type BulkheadUse, judgePeaks, watchBulkhead } from "./bulkhead.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { type Answer, isHinted, type Message, outputOf, sendSteadily, statusCounts } from "./send-message.ts";

/**
 * From before the fault until it was seen, milliseconds: twenty a second, on top of the load, are several times as many
 * as a silent callee leaves places for, until a breaker opens.
 */
const burst = { everyMs: 50, spanMs: 20_000 } as const;

/** Places are full for little more than a second, milliseconds. */
const lookEveryMs = 250;

interface Seen {
  use: BulkheadUse;
  answers: Answer[];
}

/**
 * While a callee falls silent, calls in flight stay within what is allowed, and the rest is turned away with a hint. A
 * breaker leaves but a moment for it, right after the fault began, so that `before` starts to send and to look, and
 * `during` awaits what came of it.
 * @param max calls in flight per pod
 */
export function overflowIsShed(
  name: string,
  bulkhead: BulkheadOf,
  message: Omit<Message, "id">,
  max: number,
): { before: Probe; during: Probe } {
  const subject = `${bulkhead.service} towards ${bulkhead.towards}`;
  let underWay: Promise<Seen> | undefined;
  return {
    before: {
      name,
      observe: async (context) => {
        underWay = flood(context, bulkhead, { ...message, id: `${context.runId}-${name}` });
        // Awaited by `during`; until then its failure is nobody's.
        underWay.catch(() => undefined);
        return [];
      },
    },
    during: {
      name,
      observe: async () => {
        if (underWay === undefined) return [{ subject, ok: null, detail: "nothing was sent before" }];
        return [judgeOverflow(subject, await underWay, max)];
      },
    },
  };
}

async function flood(context: ProbeContext, bulkhead: BulkheadOf, message: Message): Promise<Seen> {
  const sent = { all: false };
  const sending = sendSteadily(context, message, burst).finally(() => {
    sent.all = true;
  });
  const [use, answers] = await Promise.all([watchBulkhead(context, bulkhead, () => sent.all, lookEveryMs), sending]);
  return { use, answers };
}

/** Without a place that was missing nothing was shown; with all taken and nobody turned away, they wait without bound. */
export function judgeOverflow(
  subject: string,
  { use, answers }: { use: BulkheadUse; answers: readonly Pick<Answer, "status" | "body" | "retryAfter">[] },
  max: number,
): Observation {
  const { peaks, places, turnedAway } = use;
  const held = judgePeaks(subject, peaks, { max, mustFill: false }, turnedAway);
  const detail = `${held.detail}; ${statusCounts(answers)}`;
  if (held.ok !== true) return { ...held, detail };
  if (turnedAway === 0) {
    const full = Math.max(...peaks.values()) >= Math.min(max, places);
    return full
      ? { subject, ok: false, detail: `${detail}; all places were taken, and nobody was turned away` }
      : { subject, ok: null, detail: `${detail}; there were always places left` };
  }
  const unserved = answers.filter((answer) => outputOf(answer) === null);
  if (unserved.length === 0) return { subject, ok: null, detail: `${detail}; none of these was turned away` };
  const without = unserved.filter((answer) => !isHinted(answer)).length;
  return { subject, ok: without === 0, detail: `${detail}; ${without} of ${unserved.length} refusals without a hint` };
}
