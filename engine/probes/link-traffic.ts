import { setTimeout as sleep } from "node:timers/promises";
import type { PortTraffic } from "../faults/filter.ts";
import type { Probe } from "./probe.ts";
import { type Message, outputOf, sendSteadily, statusCounts } from "./send-message.ts";

/** A link that must carry traffic. */
export interface BusyLink {
  name: string;
  port: number;
  /** packets, one at least */
  leastPackets?: number;
  /** calls that take the link and that the probe itself sends, where no load does: one packet for each that succeeds */
  calls?: Omit<Message, "id"> | undefined;
}

/** Often enough that most of the packets are the calls' own, whatever looks at health there are; milliseconds. */
const callEveryMs = 200;

/**
 * Each link carries traffic within the span, at least as many packets as are said; less is not wrong, but shows nothing.
 * @param traffic what came to each link's port so far
 * @param spanMs milliseconds
 */
export function linksCarryTraffic(
  name: string,
  links: readonly BusyLink[],
  traffic: () => Promise<ReadonlyMap<number, PortTraffic>>,
  spanMs: number,
): Probe {
  return {
    name,
    observe: async (context) => {
      const { runId, signal } = context;
      const before = await traffic();
      const pace = { everyMs: callEveryMs, spanMs };
      const send = async ({ name: link, calls }: BusyLink) =>
        calls && (await sendSteadily(context, { ...calls, id: `${runId}-${name}-${link}` }, pace));
      const [answers] = await Promise.all([Promise.all(links.map(send)), sleep(spanMs, undefined, { signal })]);
      const after = await traffic();
      return links.map((link, n) => {
        const sent = answers[n];
        const served = sent?.filter((answer) => outputOf(answer) !== null).length;
        const packets = (after.get(link.port)?.packets ?? 0) - (before.get(link.port)?.packets ?? 0);
        const least = Math.max(link.leastPackets ?? 1, served ?? 0);
        const calls = sent === undefined ? "" : `; own calls: ${statusCounts(sent)}`;
        const detail = `${packets} packets in ${spanMs / 1_000} s, ${least} needed${calls}`;
        return { subject: link.name, ok: packets >= least && served !== 0 ? true : null, detail };
      });
    },
  };
}
