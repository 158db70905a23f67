import type { Kind } from "../objects.ts";
import type { Judge } from "./readiness.ts";
import { claimReadiness, jobReadiness, podReadiness, serviceReadiness } from "./single-objects.ts";
import { daemonSetReadiness, deploymentReadiness, statefulSetReadiness } from "./workloads.ts";

const judges: Record<string, Judge> = {
  "v1/PersistentVolumeClaim": claimReadiness,
  "v1/Pod": podReadiness,
  "v1/Service": serviceReadiness,
  "apps/v1/DaemonSet": daemonSetReadiness,
  "apps/v1/Deployment": deploymentReadiness,
  "apps/v1/StatefulSet": statefulSetReadiness,
  "batch/v1/Job": jobReadiness,
};

/** Who judges a kind; undefined for kinds that are ready once they exist. */
export function judgeOf({ apiVersion, kind }: Kind): Judge | undefined {
  return judges[`${apiVersion}/${kind}`];
}
