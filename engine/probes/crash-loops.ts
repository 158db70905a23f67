import { setTimeout as sleep } from "node:timers/promises";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

/** A pod's container, as far as restarts go. */
export interface Restarts {
  pod: string;
  count: number;
  /** why it waits to run; null = it does not */
  waiting: string | null;
}

/** Over a span, no pod of the workloads restarts or waits to be restarted. @param spanMs milliseconds */
export function noCrashLoops(name: string, workloads: readonly string[], spanMs: number): Probe {
  return {
    name,
    observe: async (context) => {
      const before = await restarts(context, workloads);
      // Cut short, it still says what there was to see: what cuts it short may be a crash loop.
      await sleep(spanMs, undefined, { signal: context.signal }).catch(() => undefined);
      return [judgeRestarts(workloads.join(", "), before, await restarts(context, workloads))];
    },
  };
}

/** Pods may come and go with scaling; each that is there at the end is compared with itself. */
export function judgeRestarts(subject: string, before: readonly Restarts[], after: readonly Restarts[]): Observation {
  if (after.length === 0) return { subject, ok: null, detail: "no pods" };
  const known = new Map(before.map(({ pod, count }) => [pod, count]));
  const crashed = after.filter(
    ({ pod, count, waiting }) => count > (known.get(pod) ?? 0) || waiting === "CrashLoopBackOff",
  );
  const detail = crashed.map(({ pod, count, waiting }) => `${pod} ${count} restarts${waiting ? `, ${waiting}` : ""}`);
  const ok = crashed.length === 0;
  return { subject, ok, detail: ok ? `${after.length} pods, none restarted` : detail.join("; ") };
}

/** How often each pod of the workloads has restarted so far. */
export async function restarts(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  workloads: readonly string[],
): Promise<Restarts[]> {
  const { items } = await api.core.listNamespacedPod({
    namespace: environment.namespace,
    labelSelector: `app.kubernetes.io/name in (${workloads.join(",")})`,
  });
  return items.map(({ metadata, status }) => ({
    pod: metadata?.name ?? "",
    count: status?.containerStatuses?.[0]?.restartCount ?? 0,
    waiting: status?.containerStatuses?.[0]?.state?.waiting?.reason ?? null,
  }));
}
