import { setTimeout as sleep } from "node:timers/promises";
import type { PortTraffic } from "../faults/filter.ts";
import type { Probe } from "./probe.ts";

/**
 * Each link carries traffic within the span, at least as many packets as are said; less is not wrong, but shows nothing.
 * @param traffic what came to each link's port so far
 * @param spanMs milliseconds
 */
export function linksCarryTraffic(
  name: string,
  links: readonly { name: string; port: number; leastPackets?: number }[],
  traffic: () => Promise<ReadonlyMap<number, PortTraffic>>,
  spanMs: number,
): Probe {
  return {
    name,
    observe: async ({ signal }) => {
      const before = await traffic();
      await sleep(spanMs, undefined, { signal });
      const after = await traffic();
      return links.map((link) => {
        const packets = (after.get(link.port)?.packets ?? 0) - (before.get(link.port)?.packets ?? 0);
        const least = link.leastPackets ?? 1;
        const detail = `${packets} packets in ${spanMs / 1_000} s, ${least} needed`;
        return { subject: link.name, ok: packets >= least ? true : null, detail };
      });
    },
  };
}
