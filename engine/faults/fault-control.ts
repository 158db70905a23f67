import type { Journal } from "../evidence/journal.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { chainOf, type PortTraffic } from "./filter.ts";
import { chainsGone, portTraffic, requireGuard } from "./guard-status.ts";
import { holdInForce, type InForce, type Injection } from "./in-force.ts";
import { takeLease } from "./lease-holder.ts";
import { requireLeased } from "./leased-namespace.ts";
import { LinkWatch } from "./link-watch.ts";
import { otherDrillsOver } from "./other-drills.ts";
import { type Patience, usualPatience } from "./patience.ts";

/** A drill's hold on faults: all that it breaks hangs on one lease, which a guard in the cluster watches. */
export interface FaultControl {
  /**
   * Has faults in force while the body runs. Undos are recorded before anything is done, in the journal and beside the
   * target; whatever happens, they are performed, and that nothing is left is looked at. One call at a time.
   * @throws DrillError fault.blast-radius before anything is done, fault.not-lifted where something is left,
   *   fault.vanished where the fault went before it was lifted
   */
  inForce: (injection: Injection, body: (seen: InForce) => Promise<void>) => Promise<void>;
  /** what came to each link's proxy, by its port, since the faults last changed */
  traffic: () => Promise<ReadonlyMap<number, PortTraffic>>;
  /** aborted with the reason once the faults are lifted from outside; what goes on then shows nothing */
  lost: AbortSignal;
}

/**
 * Takes the run's lease, has the links watched, and gives both up after the body.
 * @throws DrillError fault.not-ours, fault.no-guard, wait.timeout or fault.lease before anything is done; the reason of `lost`
 */
export async function withFaultControl(
  context: ProbeContext,
  journal: Journal,
  body: (control: FaultControl) => Promise<void>,
  patience: Patience = usualPatience,
): Promise<void> {
  const { api, environment, runId } = context;
  const { namespace } = environment;
  const chain = chainOf(runId);
  await requireLeased(context);
  await requireGuard(api, namespace);
  await otherDrillsOver(api, namespace, runId, patience);
  const links = new LinkWatch(context);
  await links.refresh();
  const lease = await takeLease(api, environment, runId, { undo: [], filter: { watched: links.watched, cut: null } });
  const end = async () => {
    await lease.release();
    await chainsGone(api, namespace, [chain], patience);
  };
  try {
    await body({
      lost: lease.lost,
      traffic: async () => {
        await links.requireUnchanged();
        return portTraffic(api, namespace, chain);
      },
      inForce: (injection, meanwhile) =>
        holdInForce({ context, journal, lease, links, patience }, injection, meanwhile),
    });
    lease.lost.throwIfAborted();
  } catch (thrown) {
    // What ended the drill matters more; a lease that is left runs out, and the guard lifts what hangs on it.
    await end().catch(() => undefined);
    if (thrown instanceof Error && thrown.name === "AbortError") lease.lost.throwIfAborted();
    throw thrown;
  }
  await end();
}
