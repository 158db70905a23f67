import { setTimeout as sleep } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import { messageOf } from "../../common/errors.ts";
import { type ServiceName, serviceNames, services } from "../../contract/services.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import { parseMetrics } from "../probes/prometheus-text.ts";
import { isReady } from "../probes/workload-pods.ts";
import type { EvidenceWriter } from "./evidence-writer.ts";
import {
  agentsEveryLooks,
  allPods,
  podCounts,
  seriesAgents,
  seriesEveryMs,
  type SeriesLine,
  seriesMetrics,
} from "./series.ts";

/** A look that takes longer is left out, so that looks stay apart, milliseconds. */
const answerMs = 1_500;

const nameLabel = "app.kubernetes.io/name";
const labelSelector = `${nameLabel} in (${serviceNames.join(",")})`;

/**
 * Appends what each pod of mesh and of some agents says of its breakers and bulkheads, and how many pods each service
 * has, to an ndjson file until stopped. A pod that does not answer leaves a hole, which is what a drill may be about;
 * only that a service was never seen is a gap.
 */
export function collectSeries(
  source: Pick<ClusterApi, "core" | "get">,
  options: { namespace: string; file: string; writer: EvidenceWriter; clock?: () => number },
): { stop: () => Promise<string[]> } {
  const { namespace, file, writer, clock = Date.now } = options;
  const stopped = new AbortController();
  /** by service: why it was never seen */
  const unseen = new Map<string, string>(
    ["mesh" as const, ...seriesAgents].map((service) => [service, `no pod of ${service} was seen`]),
  );

  const lookAt = async (service: ServiceName, pod: string, atMs: number): Promise<SeriesLine[]> => {
    try {
      const path = `/api/v1/namespaces/${namespace}/pods/${pod}:${services[service].port}/proxy/metrics`;
      const { status, body } = await source.get(path, answerMs);
      if (status !== 200) throw new Error(`/metrics of ${pod} answered ${status}`);
      unseen.delete(service);
      return [{ atMs, pod, values: valuesOf(body) }];
    } catch (thrown) {
      if (unseen.has(service)) unseen.set(service, messageOf(thrown));
      return [];
    }
  };
  const lookOnce = async (asked: readonly ServiceName[]) => {
    try {
      const { items } = await source.core.listNamespacedPod({ namespace, labelSelector });
      const atMs = clock();
      const looks = asked.flatMap((service) =>
        items.filter(isOf(service)).map(({ metadata }) => lookAt(service, metadata?.name ?? "", atMs)),
      );
      const lines = (await Promise.all(looks)).flat();
      await writer.appendJson(file, [...lines, { atMs, pod: allPods, values: countsOf(items) }]);
    } catch (thrown) {
      for (const service of unseen.keys()) unseen.set(service, messageOf(thrown));
    }
  };
  const look = async () => {
    for (let looks = 0; !stopped.signal.aborted; looks += 1) {
      const began = performance.now();
      await lookOnce(looks % agentsEveryLooks === 0 ? ["mesh", ...seriesAgents] : ["mesh"]);
      await sleep(Math.max(0, began + seriesEveryMs - performance.now()), undefined, { signal: stopped.signal }).catch(
        () => undefined,
      );
    }
  };
  const looking = look();

  return {
    stop: async () => {
      stopped.abort();
      await looking;
      return [...unseen].map(([service, reason]) => `series of ${service}: ${reason}`);
    },
  };
}

const isOf = (service: ServiceName) => (pod: V1Pod) => pod.metadata?.labels?.[nameLabel] === service;

/** The wanted metrics of a text exposition, by what each is about. */
function valuesOf(body: string): SeriesLine["values"] {
  const samples = parseMetrics(body);
  const entries = seriesMetrics.map((metric) => {
    const own = samples.filter(({ name, value }) => name === metric && Number.isFinite(value));
    return [metric, Object.fromEntries(own.map(({ labels, value }) => [labels["service"] ?? "", value]))] as const;
  });
  return Object.fromEntries(entries);
}

/** Pods that are about to go count no more. */
function countsOf(pods: readonly V1Pod[]): SeriesLine["values"] {
  const running = pods.filter(({ metadata, status }) => !metadata?.deletionTimestamp && status?.phase === "Running");
  const ready = running.filter(isReady);
  const counts = (some: readonly V1Pod[]) =>
    Object.fromEntries(serviceNames.map((service) => [service, some.filter(isOf(service)).length]));
  return { [podCounts.running]: counts(running), [podCounts.ready]: counts(ready) };
}
