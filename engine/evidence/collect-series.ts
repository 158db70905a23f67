import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import { services } from "../../contract/services.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import { parseMetrics } from "../probes/prometheus-text.ts";
import type { EvidenceWriter } from "./evidence-writer.ts";
import { seriesEveryMs, type SeriesLine, seriesMetrics } from "./series.ts";

/** A look that takes longer is left out, so that looks stay apart, milliseconds. */
const answerMs = 1_500;

/**
 * Appends what each pod of mesh says of its breakers, its bulkheads and its agents to an ndjson file until stopped. A
 * pod that does not answer leaves a hole, which is what a drill may be about; only that nothing was ever seen is a gap.
 */
export function collectSeries(
  source: Pick<ClusterApi, "core" | "get">,
  options: { namespace: string; file: string; writer: EvidenceWriter; clock?: () => number },
): { stop: () => Promise<string[]> } {
  const { namespace, file, writer, clock = Date.now } = options;
  const { name, port } = services.mesh;
  const stopped = new AbortController();
  let seen = false;
  let lastFailure = "no pod of mesh was seen";

  const lookAt = async (pod: string, atMs: number): Promise<SeriesLine[]> => {
    try {
      const { status, body } = await source.get(
        `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy/metrics`,
        answerMs,
      );
      if (status !== 200) throw new Error(`/metrics of ${pod} answered ${status}`);
      return [{ atMs, pod, values: valuesOf(body) }];
    } catch (thrown) {
      lastFailure = messageOf(thrown);
      return [];
    }
  };
  const lookOnce = async () => {
    try {
      const labelSelector = `app.kubernetes.io/name=${name}`;
      const { items } = await source.core.listNamespacedPod({ namespace, labelSelector });
      const atMs = clock();
      const lines = await Promise.all(items.map(({ metadata }) => lookAt(metadata?.name ?? "", atMs)));
      await writer.appendJson(file, lines.flat());
      seen ||= lines.flat().length > 0;
    } catch (thrown) {
      lastFailure = messageOf(thrown);
    }
  };
  const look = async () => {
    while (!stopped.signal.aborted) {
      await lookOnce();
      await sleep(seriesEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const looking = look();

  return {
    stop: async () => {
      stopped.abort();
      await looking;
      return seen ? [] : [`series of mesh: ${lastFailure}`];
    },
  };
}

/** The wanted gauges of a text exposition, by what each is about. */
function valuesOf(body: string): SeriesLine["values"] {
  const samples = parseMetrics(body);
  const entries = seriesMetrics.map((metric) => {
    const own = samples.filter(({ name, value }) => name === metric && Number.isFinite(value));
    return [metric, Object.fromEntries(own.map(({ labels, value }) => [labels["service"] ?? "", value]))] as const;
  });
  return Object.fromEntries(entries);
}
