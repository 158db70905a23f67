import { drillPrefix, environmentLabel } from "../../components/labels.ts";
import { labelValue } from "../../components/naming.ts";
import { DrillError } from "../../common/errors.ts";
import type { ProbeContext } from "../probes/probe.ts";

const leaseRecord = [`${drillPrefix}owner`, `${drillPrefix}ttl`];

/** @throws DrillError fault.not-ours unless the environment's namespace carries the environment's own lease record */
export async function requireLeased({ api, environment }: Pick<ProbeContext, "api" | "environment">): Promise<void> {
  const { namespace, environmentId } = environment;
  const { metadata } = await api.core.readNamespace({ name: namespace });
  const ours = metadata?.labels?.[environmentLabel] === labelValue(environmentId);
  if (ours && leaseRecord.every((name) => name in (metadata?.annotations ?? {}))) return;
  throw new DrillError({
    code: "fault.not-ours",
    kind: "usage",
    message: `refused: the namespace ${namespace} carries no lease of the environment ${environmentId}`,
    remedy: "break only what a drill brought up: drill up chaos",
  });
}
