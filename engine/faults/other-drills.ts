import { waitFor } from "../../common/wait.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import { hasFaults } from "./fault-lease.ts";
import { findLeases } from "./lease-store.ts";
import type { Patience } from "./patience.ts";

/**
 * Waits until no other drill's faults are in force: what is taken for whole while they are would be put back as they
 * left it. Those of a drill that died are lifted by the guard meanwhile.
 * @throws DrillError wait.timeout naming the drills
 */
export async function otherDrillsOver(
  api: ClusterApi,
  namespace: string,
  runId: string,
  { guardMs, everyMs }: Pick<Patience, "guardMs" | "everyMs">,
): Promise<void> {
  const wait = {
    what: "the end of another drill's faults",
    timeoutMs: guardMs,
    everyMs,
    remedy: "end that drill with `drill stop`; if it is dead, see the log of the guard for why it lifts nothing",
  };
  await waitFor(wait, async () => {
    const { leases } = await findLeases(api, namespace);
    const others = leases.filter((each) => each.runId !== runId && hasFaults(each));
    if (others.length === 0) return { done: true, value: undefined };
    return { done: false, seen: others.map((each) => each.runId).join(", ") };
  });
}
