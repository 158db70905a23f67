import * as z from "zod";
import { messageOf } from "../../common/errors.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import { type FaultLease, faultLeaseLabel, leaseName, parseLease } from "./fault-lease.ts";

/** Path of the leases of a namespace at the API server. */
export const leasesPath = (namespace: string) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

export const leasePath = (namespace: string, runId: string) => `${leasesPath(namespace)}/${leaseName(runId)}`;

const leaseList = z.object({ items: z.array(z.unknown()) });

/** The leases that faults of a namespace hang on, and what is wrong with those that cannot be read. */
export interface FoundLeases {
  leases: FaultLease[];
  unreadable: string[];
}

/** Reads them all; one that cannot be read does not hide the others. */
export async function findLeases(api: ClusterApi, namespace: string, timeoutMs?: number): Promise<FoundLeases> {
  const path = `${leasesPath(namespace)}?labelSelector=${encodeURIComponent(faultLeaseLabel)}`;
  const answer = await api.write({ method: "GET", path, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const found: FoundLeases = { leases: [], unreadable: [] };
  for (const item of leaseList.parse(answer).items) {
    try {
      found.leases.push(parseLease(item));
    } catch (thrown) {
      found.unreadable.push(`${nameOf(item)}: ${messageOf(thrown)}`);
    }
  }
  return found;
}

export async function deleteLease(api: ClusterApi, namespace: string, runId: string): Promise<void> {
  await api.remove(leasePath(namespace, runId));
}

const nameOf = (object: unknown) =>
  z.object({ metadata: z.object({ name: z.string() }) }).safeParse(object).data?.metadata.name ??
  "a lease without a name";
