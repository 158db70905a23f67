import { drillPrefix, environmentLabel } from "../../components/labels.ts";
import { labelValue } from "../../components/naming.ts";
import { parseDuration } from "../../common/duration.ts";
import { DrillError } from "../../common/errors.ts";
import type { ProbeContext } from "../probes/probe.ts";

const owner = `${drillPrefix}owner`;
const ttl = `${drillPrefix}ttl`;
const created = `${drillPrefix}created`;
const renewed = `${drillPrefix}renewed-at`;

/**
 * @param now milliseconds since the epoch
 * @throws DrillError fault.not-ours unless the environment's namespace carries the environment's own lease record, or
 *   fault.lease-expired where that has run out
 */
export async function requireLeased(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  now = Date.now(),
): Promise<void> {
  const { namespace, environmentId } = environment;
  const { metadata } = await api.core.readNamespace({ name: namespace });
  const record = metadata?.annotations ?? {};
  const ours = metadata?.labels?.[environmentLabel] === labelValue(environmentId);
  if (!ours || !(owner in record) || !(ttl in record)) {
    throw new DrillError({
      code: "fault.not-ours",
      kind: "usage",
      message: `refused: the namespace ${namespace} carries no lease of the environment ${environmentId}`,
      remedy: "break only what a drill brought up: drill up chaos",
    });
  }
  const endsAt = endOf(record, metadata?.creationTimestamp);
  // A time that cannot be read is not later than now.
  if (endsAt > now) return;
  const said = Number.isNaN(endsAt) ? "cannot be read" : `ended at ${new Date(endsAt).toISOString()}`;
  throw new DrillError({
    code: "fault.lease-expired",
    kind: "usage",
    message: `refused: the lease of the environment ${environmentId} ${said}`,
    remedy: `take the environment down, or renew it: kubectl annotate --overwrite namespace ${namespace} ${renewed}=${new Date(now).toISOString()}`,
  });
}

/** When a lease record runs out, milliseconds since the epoch; NaN where it does not say. */
function endOf(record: Readonly<Record<string, string>>, made: Date | undefined): number {
  const from = record[renewed] ?? record[created];
  try {
    return (from === undefined ? (made?.getTime() ?? NaN) : Date.parse(from)) + parseDuration(record[ttl] ?? "");
  } catch {
    return NaN;
  }
}
