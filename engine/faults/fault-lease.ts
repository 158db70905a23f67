import * as z from "zod";
import { drillPrefix } from "../../components/labels.ts";
import { chainOf, filterRequest, type FilterRequest } from "./filter.ts";
import { undoList, type UndoOperation } from "./undo.ts";

/** Label of the Lease objects that faults hang on; its value is the run's id. */
export const faultLeaseLabel = `${drillPrefix}fault-lease`;

const undoAnnotation = `${drillPrefix}undo`;
const filterAnnotation = `${drillPrefix}filter`;

/** How long a fault outlives the last sign of life of its drill, seconds; the guard looks every second. */
export const leaseSeconds = 20;

/** How often the drill renews its lease, milliseconds. */
export const renewEveryMs = 4_000;

/** What a run's lease says: which faults are in force, and how each is lifted should the drill fall silent. */
export interface FaultLease {
  runId: string;
  chain: string;
  /** the drill's last sign of life, as it wrote it; only that it changes matters */
  renewTime: string;
  durationSeconds: number;
  undo: UndoOperation[];
  /** what the packet filter does for as long as the lease lives */
  filter: FilterRequest;
}

/** Whether any fault hangs on a lease: a run has one also while nothing is broken. */
export const hasFaults = ({ undo, filter }: Pick<FaultLease, "undo" | "filter">): boolean =>
  undo.length > 0 || filter.cut !== null;

const leaseObject = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.looseObject({ [faultLeaseLabel]: z.string().min(1) }),
    annotations: z.object({ [undoAnnotation]: z.string(), [filterAnnotation]: z.string() }),
  }),
  spec: z.object({ renewTime: z.string().default(""), leaseDurationSeconds: z.number().positive() }),
});

export const leaseName = (runId: string) => `drill-faults-${runId.toLowerCase()}`;

/** The Kubernetes object of a lease. */
export function leaseManifest(
  lease: Omit<FaultLease, "chain" | "durationSeconds">,
  labels: Record<string, string>,
): object {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: leaseName(lease.runId),
      labels: { ...labels, [faultLeaseLabel]: lease.runId },
      annotations: {
        [undoAnnotation]: JSON.stringify(lease.undo),
        [filterAnnotation]: JSON.stringify(lease.filter),
      },
    },
    spec: { holderIdentity: lease.runId, leaseDurationSeconds: leaseSeconds, renewTime: lease.renewTime },
  };
}

/** @throws ZodError or SyntaxError for an object that no drill wrote */
export function parseLease(object: unknown): FaultLease {
  const { metadata, spec } = leaseObject.parse(object);
  const runId = metadata.labels[faultLeaseLabel] as string;
  return {
    runId,
    chain: chainOf(runId),
    renewTime: spec.renewTime,
    durationSeconds: spec.leaseDurationSeconds,
    undo: undoList.parse(JSON.parse(metadata.annotations[undoAnnotation] as string)),
    filter: filterRequest.parse(JSON.parse(metadata.annotations[filterAnnotation] as string)),
  };
}
