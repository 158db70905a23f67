import type { ProbeContext } from "../probes/probe.ts";
import { enableProxy } from "./proxies.ts";

/**
 * Has a link that a fault refuses let calls through, or refuse them again: for failures that come one by one. Only while
 * that fault is in force, whose undo covers this as well, and not once the drill ends: nothing may be refused after it.
 * @param link name of the link
 */
export async function letThrough(
  { api, environment, signal }: ProbeContext,
  link: string,
  through: boolean,
): Promise<void> {
  signal.throwIfAborted();
  await enableProxy(api, environment.namespace, link, through);
  // The undo may have come first.
  if (signal.aborted) await enableProxy(api, environment.namespace, link, true);
  signal.throwIfAborted();
}
