import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import type { Observation } from "../probes/probe.ts";
import type { Fault } from "./fault.ts";
import type { Patience } from "./patience.ts";

/** Looks at every fault until all that is looked for is there, or the time is up; a look that throws saw nothing. */
export async function proofs(
  faults: readonly Fault[],
  look: (fault: Fault) => Promise<Observation[]>,
  { proofMs, everyMs }: Patience,
): Promise<Observation[]> {
  const deadline = performance.now() + proofMs;
  for (;;) {
    const seen = (await Promise.all(faults.map((fault) => look(fault).catch(unseen(fault))))).flat();
    if (allSeen(seen) || performance.now() >= deadline) return seen;
    await sleep(everyMs);
  }
}

export const allSeen = (observations: readonly Observation[]) => observations.every(({ ok }) => ok === true);

const unseen =
  (fault: Fault) =>
  (thrown: unknown): Observation[] => [{ subject: fault.name, ok: null, detail: messageOf(thrown) }];

/** "redis: enabled, 0 toxics, answered after 4 ms". */
export const inWords = ({ subject, detail }: Observation) => `${subject}: ${detail}`;
