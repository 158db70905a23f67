import type { Settings } from "../contract/settings.ts";
import type { LoadPlan } from "../engine/evidence/load-plan.ts";
import { bulkheadsAreSized, tellsBulkheads } from "../engine/probes/bulkhead-sizing.ts";
import type { Session } from "../engine/session.ts";
import { probed } from "./objectives.ts";
import { offersOf } from "./offers.ts";

const id = "preflight.sizes";
const capability = "bulkheads";

/** That the target's bulkheads fit the load that a drill is going to offer. */
export const sizesObjective = probed(
  id,
  "every bulkhead has the places that load and p95 take, and a queue",
  "raise BULKHEAD_MAX_CONCURRENT to rate x p95, and BULKHEAD_QUEUE_SIZE above 0",
  { needs: [capability] },
);

/** Looks at the bulkheads before the loads are offered; what does not fit is a finding, and the drill goes on. */
export async function observeSizes(session: Session, loads: readonly LoadPlan[], settings: Settings): Promise<void> {
  // That they could not be looked at is for the observation to say: it is no lack of the target.
  const told = await session.ask((context) => tellsBulkheads(context, settings)).catch(() => true as const);
  await session.capability(capability, told);
  if (told === true) await session.observe(bulkheadsAreSized(id, offersOf(loads), settings));
}
