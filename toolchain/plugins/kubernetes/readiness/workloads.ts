import type { KubeObject } from "../objects.ts";
import { allOf, because, condition, failed, observed, ready, type Readiness } from "./readiness.ts";

interface Workload {
  spec?: {
    replicas?: number;
    paused?: boolean;
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
  status?: Record<string, number | string | undefined>;
}

/** A Deployment is ready when its rollout is complete: all replicas updated and available, no old one left. */
export function deploymentReadiness(object: KubeObject): Readiness {
  const { spec = {}, status = {} } = object as Workload;
  // A paused rollout goes nowhere; whoever paused it does not want to wait for it.
  if (spec.paused === true) return ready;
  const stuck = condition(object, "Progressing", "False");
  if (stuck?.reason === "ProgressDeadlineExceeded") return failed(because(stuck));
  const wanted = spec.replicas ?? 1;
  const { updatedReplicas: updated = 0, replicas: all = 0, availableReplicas: available = 0 } = status;
  return allOf(
    observed(object),
    [Number(updated) >= wanted, `${updated} of ${wanted} replicas are updated`],
    [Number(all) <= Number(updated), `${Number(all) - Number(updated)} old replicas are still there`],
    [Number(available) >= wanted, `${available} of ${wanted} replicas are available`],
  );
}

/** A StatefulSet is ready when all replicas are, in the latest revision above the partition. */
export function statefulSetReadiness(object: KubeObject): Readiness {
  const { spec = {}, status = {} } = object as Workload;
  const wanted = spec.replicas ?? 1;
  const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = status;
  const allReady: [boolean, string] = [
    Number(readyReplicas) >= wanted,
    `${readyReplicas} of ${wanted} replicas are ready`,
  ];
  if (spec.updateStrategy?.type === "OnDelete") return allOf(observed(object), allReady);
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const toUpdate = Math.max(wanted - partition, 0);
  return allOf(
    observed(object),
    allReady,
    [Number(updatedReplicas) >= toUpdate, `${updatedReplicas} of ${toUpdate} replicas are updated`],
    [partition > 0 || wanted === 0 || currentRevision === updateRevision, "its rollout is not complete"],
  );
}

/** A DaemonSet is ready when every node that should run a pod has an updated, available one. */
export function daemonSetReadiness(object: KubeObject): Readiness {
  const { spec = {}, status = {} } = object as Workload;
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status;
  const updatesItself = spec.updateStrategy?.type !== "OnDelete";
  return allOf(
    observed(object),
    [
      !updatesItself || Number(updatedNumberScheduled) >= Number(desiredNumberScheduled),
      `${updatedNumberScheduled} of ${desiredNumberScheduled} pods are updated`,
    ],
    [
      Number(numberAvailable) >= Number(desiredNumberScheduled),
      `${numberAvailable} of ${desiredNumberScheduled} pods are available`,
    ],
  );
}
