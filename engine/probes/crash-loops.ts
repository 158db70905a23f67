import { setTimeout as sleep } from "node:timers/promises";
import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

/** A pod's container, as far as restarts go. */
export interface Restarts {
  pod: string;
  count: number;
  /** why it waits to run; null = it does not */
  waiting: string | null;
  /** when it last ended to be restarted, milliseconds since the epoch by its node's clock; null = it never did */
  endedMs: number | null;
}

/**
 * Over a span, and since a time before it, no pod of the workloads restarts or waits to be restarted.
 * @param wish.sinceMs milliseconds since the epoch
 * @param wish.spanMs milliseconds
 */
export function noCrashLoops(
  name: string,
  workloads: readonly string[],
  { sinceMs, spanMs }: { sinceMs: number; spanMs: number },
): Probe {
  return {
    name,
    observe: async (context) => {
      const before = await restarts(context, workloads);
      // Cut short, it still says what there was to see: what cuts it short may be a crash loop.
      await sleep(spanMs, undefined, { signal: context.signal }).catch(() => undefined);
      return [judgeRestarts(workloads.join(", "), { before, after: await restarts(context, workloads), sinceMs })];
    },
  };
}

/**
 * Pods may come and go with scaling; each that is there at the end is compared with itself.
 * @param seen.sinceMs milliseconds since the epoch: a restart before `before` counts too where it was not earlier
 */
export function judgeRestarts(
  subject: string,
  seen: { before: readonly Restarts[]; after: readonly Restarts[]; sinceMs: number },
): Observation {
  const { before, after, sinceMs } = seen;
  if (after.length === 0) return { subject, ok: null, detail: "no pods" };
  const known = new Map(before.map(({ pod, count }) => [pod, count]));
  const crashed = after.filter(
    ({ pod, count, waiting, endedMs }) =>
      count > (known.get(pod) ?? 0) || waiting === crashLoopBackOff || (endedMs ?? -Infinity) >= sinceMs,
  );
  const ok = crashed.length === 0;
  return { subject, ok, detail: ok ? `${after.length} pods, none restarted` : crashed.map(inWords).join("; ") };
}

/** What the kubelet says of a container that it restarts ever more slowly. */
export const crashLoopBackOff = "CrashLoopBackOff";

/** "mesh-0 2 restarts, CrashLoopBackOff". */
export const inWords = ({ pod, count, waiting }: Restarts) =>
  `${pod} ${count} restarts${waiting ? `, ${waiting}` : ""}`;

/** How often each pod of the workloads has restarted so far. */
export async function restarts(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  workloads: readonly string[],
): Promise<Restarts[]> {
  const { items } = await api.core.listNamespacedPod({
    namespace: environment.namespace,
    labelSelector: `app.kubernetes.io/name in (${workloads.join(",")})`,
  });
  return items.map(restartsOf);
}

export function restartsOf({ metadata, status }: V1Pod): Restarts {
  const container = status?.containerStatuses?.[0];
  return {
    pod: metadata?.name ?? "",
    count: container?.restartCount ?? 0,
    waiting: container?.state?.waiting?.reason ?? null,
    endedMs: lastEndedMs(container),
  };
}

/** When a container last ended to be restarted, milliseconds since the epoch; null = never, or nobody knows. */
export const lastEndedMs = (container: V1ContainerStatus | undefined): number | null =>
  container?.lastState?.terminated?.finishedAt?.getTime() ?? null;
