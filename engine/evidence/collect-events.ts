import type { CoreV1Event } from "@kubernetes/client-node";
import { messageOf } from "../../common/errors.ts";
import type { ClusterSource } from "./collect-logs.ts";
import type { EvidenceWriter } from "./evidence-writer.ts";
import { repeatLooks } from "./repeat-looks.ts";

/** Each look reads all of them, and there are ever more. */
const lookEveryMs = 10_000;

/** Appends every Kubernetes event of a namespace, each state that a look finds of it once, to a file until stopped. */
export function collectEvents(
  source: Pick<ClusterSource, "core">,
  options: { namespace: string; file: string; writer: EvidenceWriter },
): { stop: () => Promise<string[]> } {
  const seen = new Set<string>();
  const gaps = new Set<string>();

  const lookOnce = async () => {
    try {
      const events = await source.core.listNamespacedEvent({ namespace: options.namespace });
      const fresh = events.items.filter((event) => !seen.has(stateKey(event)));
      for (const event of fresh) seen.add(stateKey(event));
      await options.writer.appendJson(options.file, fresh.map(readable));
    } catch (thrown) {
      gaps.add(`events of ${options.namespace}: ${messageOf(thrown)}`);
    }
  };
  const stop = repeatLooks(lookEveryMs, lookOnce);

  return {
    stop: async () => {
      await stop();
      return [...gaps];
    },
  };
}

const stateKey = (event: CoreV1Event) => `${event.metadata.uid}/${event.metadata.resourceVersion}`;

function readable(event: CoreV1Event) {
  const { type, reason, message, count, involvedObject } = event;
  const at = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  const object = `${involvedObject.kind}/${involvedObject.name}`;
  return { at, type, reason, object, count: count ?? 1, message };
}
