import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";
import { messageOf } from "../../common/errors.ts";
import type { EvidenceWriter } from "./evidence-writer.ts";

/** What the collectors need of a cluster. */
export interface ClusterSource {
  core: CoreV1Api;
  /** an answer of the API server that goes on */
  stream: (path: string) => Promise<Readable>;
}

export interface LogCollection {
  /** stops following and waits until the files are whole; says which containers could not be followed */
  stop: () => Promise<string[]>;
}

const lookEveryMs = 1_000;

/**
 * Follows the logs of every container of a namespace, from its start, into `<folder>/<pod>/<container>.log`; a
 * restarted container goes on in the same file.
 */
export function collectLogs(
  source: ClusterSource,
  options: { namespace: string; folder: string; writer: EvidenceWriter },
): LogCollection {
  const stopped = new AbortController();
  const streams = new Map<string, Promise<void>>();
  const gaps = new Set<string>();
  const open = new Set<Readable>();

  const follow = async (pod: string, container: string) => {
    const folder = join(options.folder, pod);
    await mkdir(folder, { recursive: true });
    const query = new URLSearchParams({ container, follow: "true", timestamps: "true" });
    const log = await source.stream(`/api/v1/namespaces/${options.namespace}/pods/${pod}/log?${query.toString()}`);
    // What opens after the stop would write behind the back of the sealed evidence.
    if (stopped.signal.aborted) return void log.destroy();
    open.add(log);
    await options.writer.appendLines(join(folder, `${container}.log`), endedBy(log));
    open.delete(log);
  };

  const look = async () => {
    while (!stopped.signal.aborted) {
      try {
        const pods = await source.core.listNamespacedPod({ namespace: options.namespace });
        for (const { key, pod, container } of pods.items.flatMap(startedContainers)) {
          if (streams.has(key)) continue;
          const stream = follow(pod, container).catch((thrown: unknown) => {
            gaps.add(`log of ${pod}/${container}: ${messageOf(thrown)}`);
          });
          streams.set(key, stream);
        }
      } catch (thrown) {
        gaps.add(`pods of ${options.namespace}: ${messageOf(thrown)}`);
      }
      await sleep(lookEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const looking = look();

  return {
    stop: async () => {
      stopped.abort();
      await looking;
      for (const log of open) log.destroy();
      await Promise.race([Promise.all(streams.values()), sleep(5_000)]);
      return [...gaps];
    },
  };
}

/** What the stream gives; that it is cut off, by us or by the end of its pod, is an end like any other. */
async function* endedBy(log: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of log) yield chunk as Buffer;
  } catch {
    // What came until then is kept.
  }
}

/** One key per start of a container, so that a restart is followed anew. */
function startedContainers(pod: V1Pod): { key: string; pod: string; container: string }[] {
  const name = pod.metadata?.name ?? "";
  return (pod.status?.containerStatuses ?? [])
    .filter((status) => status.state?.running !== undefined || status.state?.terminated !== undefined)
    .map((status) => ({ key: `${name}/${status.name}/${status.restartCount}`, pod: name, container: status.name }));
}
