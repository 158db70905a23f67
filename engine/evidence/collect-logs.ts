import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";
import { messageOf } from "../../common/errors.ts";
import type { EvidenceWriter } from "./evidence-writer.ts";
import type { KeptLog } from "./kept-log.ts";
import { LogPosition } from "./log-position.ts";

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

/** One start of a container, and how far its log was read. */
interface Followed {
  restartCount: number;
  position: LogPosition;
  /** whether the log was read to its end, or is being read */
  settled: boolean;
  /** whether it was opened again after it was cut off */
  resumed: boolean;
  log: Readable | undefined;
}

/**
 * Follows the logs of every container of a namespace, from its start, into `<folder>/<pod>/<container>.log`; a
 * restarted container goes on in the same file. A log that is cut off, as by an API that goes away, is read on from its
 * last line; of a pod that is gone by then, the rest is read from where logs are kept.
 */
export function collectLogs(
  source: ClusterSource,
  options: {
    namespace: string;
    folder: string;
    writer: EvidenceWriter;
    /** what outlives a pod of its logs; undefined = nothing does */
    kept?: KeptLog | undefined;
    pause?: (signal: AbortSignal) => Promise<void>;
  },
): LogCollection {
  const { pause = betweenLooks } = options;
  const stopped = new AbortController();
  /** the latest start of each container */
  const containers = new Map<string, Followed>();
  const streams = new Set<Promise<void>>();
  /** by what could not be seen; what is seen again later is no gap */
  const gaps = new Map<string, string>();
  const open = new Set<Readable>();
  const fileOf = (pod: string, container: string) => join(options.folder, pod, `${container}.log`);

  const follow = async (pod: string, container: string, followed: Followed) => {
    const file = fileOf(pod, container);
    await mkdir(dirname(file), { recursive: true });
    const { since } = followed.position;
    const query = new URLSearchParams({
      container,
      follow: "true",
      timestamps: "true",
      ...(since === undefined ? {} : { sinceTime: since }),
    });
    const log = await source.stream(`/api/v1/namespaces/${options.namespace}/pods/${pod}/log?${query.toString()}`);
    // What opens after the stop would write behind the back of the sealed evidence.
    if (stopped.signal.aborted) return void log.destroy();
    gaps.delete(gapOf(`${pod}/${container}`));
    followed.log = log;
    open.add(log);
    let cut: unknown;
    const chunks = followed.position.newLines(endedBy(log, () => stopped.signal.aborted));
    const whole = until(chunks, (thrown) => (cut = thrown));
    await options.writer.appendLines(file, whole);
    open.delete(log);
    followed.log = undefined;
    if (cut !== undefined) throw cut;
  };

  const start = (pod: string, container: string, followed: Followed) => {
    followed.settled = true;
    const stream = follow(pod, container, followed)
      .catch((thrown: unknown) => {
        if (containers.get(`${pod}/${container}`) !== followed) return;
        gaps.set(gapOf(`${pod}/${container}`), messageOf(thrown));
        followed.settled = false;
        followed.resumed = true;
      })
      .finally(() => streams.delete(stream));
    streams.add(stream);
  };

  const look = async () => {
    while (!stopped.signal.aborted) {
      try {
        const pods = await source.core.listNamespacedPod({ namespace: options.namespace });
        for (const { pod, container, restartCount } of pods.items.flatMap(startedContainers)) {
          const key = `${pod}/${container}`;
          const known = containers.get(key);
          const followed = known?.restartCount === restartCount ? known : following(restartCount, known);
          containers.set(key, followed);
          if (!followed.settled) start(pod, container, followed);
        }
      } catch (thrown) {
        gaps.set(`pods of ${options.namespace}`, messageOf(thrown));
      }
      await pause(stopped.signal);
    }
  };
  const looking = look();

  /** Reads on what was cut off and did not come back. */
  const complete = async (kept: KeptLog) => {
    for (const [key, { position }] of containers) {
      if (!gaps.has(gapOf(key))) continue;
      const [pod = "", container = ""] = key.split("/");
      let bytes = 0;
      const counted = counting(kept(pod, container, position.since), (more) => (bytes += more));
      try {
        await options.writer.appendLines(fileOf(pod, container), position.newLines(counted));
        // The line that was read last is there again, unless the log is not kept at all.
        if (bytes > 0) gaps.delete(gapOf(key));
      } catch (thrown) {
        gaps.set(gapOf(key), messageOf(thrown));
      }
    }
  };

  return {
    stop: async () => {
      stopped.abort();
      await looking;
      for (const log of open) log.destroy();
      await Promise.race([Promise.all(streams), sleep(5_000)]);
      if (options.kept !== undefined) await complete(options.kept);
      return [...gaps].map(([what, reason]) => `${what}: ${reason}`);
    },
  };
}

const betweenLooks = (signal: AbortSignal) => sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);

const gapOf = (container: string) => `log of ${container}`;

/** A further start of a container; a log that was opened again may show the new start's lines already. */
function following(restartCount: number, before: Followed | undefined): Followed {
  if (before?.resumed === true) before.log?.destroy();
  const position = before?.position.copy() ?? new LogPosition();
  return { restartCount, position, settled: false, resumed: false, log: undefined };
}

/** What the stream gives; that we cut it off ourselves is an end like any other. */
async function* endedBy(log: Readable, isStopped: () => boolean): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of log) yield chunk as Buffer;
  } catch (thrown) {
    if (!isStopped()) throw thrown;
  }
}

async function* counting(source: AsyncIterable<Buffer>, more: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    more(chunk.length);
    yield chunk;
  }
}

/** What comes until the source fails: that is kept, and the failure is told. */
async function* until(source: AsyncIterable<Buffer>, failed: (thrown: unknown) => void): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (thrown) {
    failed(thrown);
  }
}

function startedContainers(pod: V1Pod): { pod: string; container: string; restartCount: number }[] {
  const name = pod.metadata?.name ?? "";
  return (pod.status?.containerStatuses ?? [])
    .filter((status) => status.state?.running !== undefined || status.state?.terminated !== undefined)
    .map((status) => ({ pod: name, container: status.name, restartCount: status.restartCount }));
}
