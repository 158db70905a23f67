import { DrillError } from "../common/errors.ts";
import { type EnvironmentLease, listLeases, readLease } from "../engine/environment/record.ts";

/**
 * The environment that is named, or the only one there is.
 * @param among what counts where none is named; all that are recorded by default
 * @throws DrillError environment.unknown, or environment.which where it cannot be told
 */
export async function onlyOrNamed(
  id: string | undefined,
  among: () => Promise<EnvironmentLease[]> = listLeases,
): Promise<EnvironmentLease> {
  if (id !== undefined) return readLease(id);
  const leases = await among();
  const [only] = leases;
  if (only !== undefined && leases.length === 1) return only;
  throw new DrillError({
    code: "environment.which",
    kind: "usage",
    message: leases.length === 0 ? "there is no environment" : `there are ${leases.length} environments`,
    remedy:
      leases.length === 0
        ? "bring one up with: drill up"
        : `name one of: ${leases.map((lease) => lease.id).join(", ")}`,
  });
}
