import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { drillPrefix } from "../../components/labels.ts";
import type { EnvironmentOutputs } from "../../stacks/outputs.ts";
import { annotateNamespace } from "./annotate-namespace.ts";
import { type EnvironmentLease, readLease, renewLease } from "./record.ts";

/** How often a held lease is renewed, milliseconds. */
export const renewEveryMs = 60_000;

/** Renews the lease for as long as this process holds it and does not take the environment down. */
export function keepRenewed(id: string, onRenewed: (renewedAt: string) => void): void {
  const timer = setInterval(() => {
    const lease = renewIfHeld(id);
    if (lease === undefined) clearInterval(timer);
    else onRenewed(lease.renewedAt);
  }, renewEveryMs);
  timer.unref();
}

/** Writes the renewal beside the rest of the lease record on the environment's namespace, for others to see. */
export async function announceRenewal(
  { kubeconfig, namespace }: Pick<EnvironmentOutputs, "kubeconfig" | "namespace">,
  renewedAt: string,
): Promise<void> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  await annotateNamespace(config.makeApiClient(CoreV1Api), namespace, { [`${drillPrefix}renewed-at`]: renewedAt });
}

function renewIfHeld(id: string): EnvironmentLease | undefined {
  try {
    const { holder, status } = readLease(id);
    return holder?.pid === process.pid && status !== "destroying" ? renewLease(id) : undefined;
  } catch {
    // The record is gone, and the environment with it.
    return undefined;
  }
}
