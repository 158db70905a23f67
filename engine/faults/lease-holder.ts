import { DrillError, messageOf } from "../../common/errors.ts";
import { environmentLabels } from "../../components/labels.ts";
import { ApiRefusal, type ClusterApi } from "../probes/cluster-api.ts";
import { hasFaults, leaseManifest, leaseSeconds, renewEveryMs } from "./fault-lease.ts";
import type { FilterRequest } from "./filter.ts";
import { deleteLease, leasePath, leasesPath } from "./lease-store.ts";
import type { UndoOperation } from "./undo.ts";

/** What a lease says is in force. */
export interface Held {
  undo: UndoOperation[];
  filter: FilterRequest;
}

/** The faults that a drill has in force, and the sign of life that keeps them there. */
export interface LeaseHolder {
  /** writes what is to be undone and filtered, before anything is done. @throws DrillError fault.lease */
  hold: (held: Held) => Promise<void>;
  /** ends the signs of life; a lease without faults goes with it, one with faults is left for the guard to lift them */
  release: () => Promise<void>;
  /** aborted with a DrillError once the lease is gone or could not be renewed: the faults are lifted from outside */
  lost: AbortSignal;
}

/** A drill that was silent for so long gives up: between two renewals, and the later one still comes before the guard acts. */
const silentMs = leaseSeconds * 1_000 - 1.5 * renewEveryMs;

/** Takes the run's lease. @throws DrillError fault.lease where the API refuses it */
export async function takeLease(
  api: ClusterApi,
  environment: { namespace: string; environmentId: string },
  runId: string,
  first: Held,
): Promise<LeaseHolder> {
  const { namespace } = environment;
  const path = leasePath(namespace, runId);
  const labels = environmentLabels(environment.environmentId);
  const lost = new AbortController();
  let held = first;
  let lastRenewed = performance.now();
  let writes: Promise<unknown> = Promise.resolve();

  const body = () => {
    // The guard looks only at whether it changes; Kubernetes wants microseconds.
    const renewTime = new Date().toISOString().replace("Z", "000Z");
    return JSON.stringify(leaseManifest({ runId, renewTime, ...held }, labels));
  };
  const write = (timeoutMs: number): Promise<void> => {
    const patch = async () => {
      const contentType = "application/merge-patch+json";
      await api.write({ method: "PATCH", path, body: body(), contentType, timeoutMs });
      lastRenewed = performance.now();
    };
    // One after the other: a renewal that is overtaken would put back what was held before.
    const done = writes.then(patch, patch);
    writes = done;
    return done;
  };
  const renew = () => {
    if (performance.now() - lastRenewed >= silentMs) lost.abort(unreachable());
    write(renewEveryMs).catch((thrown: unknown) => {
      if (isGone(thrown)) lost.abort(gone(thrown));
    });
  };

  try {
    await api.write({ method: "POST", path: leasesPath(namespace), body: body() });
  } catch (thrown) {
    throw refused(thrown);
  }
  const timer = setInterval(renew, renewEveryMs);
  return {
    lost: lost.signal,
    hold: async (wanted) => {
      held = wanted;
      await write(15_000).catch((thrown: unknown) => Promise.reject(isGone(thrown) ? gone(thrown) : refused(thrown)));
    },
    release: async () => {
      clearInterval(timer);
      await writes.catch(() => undefined);
      if (!hasFaults(held)) await deleteLease(api, namespace, runId);
    },
  };
}

const isGone = (thrown: unknown) => thrown instanceof ApiRefusal && thrown.status === 404;

function refused(cause: unknown): DrillError {
  return new DrillError({
    code: "fault.lease",
    kind: "environment",
    message: `the lease that faults hang on could not be written: ${messageOf(cause)}`,
    remedy: "see whether the cluster's API answers; without a lease no fault is injected",
    cause,
  });
}

function gone(cause: unknown): DrillError {
  return new DrillError({
    code: "fault.stopped",
    kind: "environment",
    message: "the lease that the faults hang on was taken away: they were lifted from outside",
    remedy: "run the drill again, unless it was stopped on purpose",
    cause,
  });
}

function unreachable(): DrillError {
  return new DrillError({
    code: "fault.lease-lost",
    kind: "environment",
    message: `the cluster's API took no renewal for ${silentMs / 1_000} s: the guard lifts the faults`,
    remedy: "run the drill again once the API is steady",
  });
}
