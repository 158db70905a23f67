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

const lookEveryMs = 2_000;

/** One start of a container, and how far its log was read. */
interface Followed {
  /** the runtime's id of it: a pod that comes back under its old name counts its restarts from zero again */
  containerId: string;
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
 * last line; what is still missing in the end is read once more, of a pod that is gone from where logs are kept.
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
  /** those that opened: of a silent container, the API answers only with its first line */
  const streams = new Set<Promise<void>>();
  /** by what could not be seen; what is seen again later is no gap */
  const gaps = new Map<string, string>();
  const open = new Set<Readable>();
  const fileOf = (pod: string, container: string) => join(options.folder, pod, `${container}.log`);

  const logOf = (pod: string, container: string, since: string | undefined, more: { follow?: "true" } = {}) => {
    const from = since === undefined ? {} : { sinceTime: since };
    const query = new URLSearchParams({ container, timestamps: "true", ...more, ...from });
    return source.stream(`/api/v1/namespaces/${options.namespace}/pods/${pod}/log?${query.toString()}`);
  };

  const follow = async (pod: string, container: string, followed: Followed, opened: () => void) => {
    const file = fileOf(pod, container);
    await mkdir(dirname(file), { recursive: true });
    const log = await logOf(pod, container, followed.position.since, { follow: "true" });
    // What opens after the stop would write behind the back of the sealed evidence.
    if (stopped.signal.aborted) return void log.destroy();
    gaps.delete(gapOf(`${pod}/${container}`));
    followed.log = log;
    open.add(log);
    opened();
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
    const stream: Promise<void> = follow(pod, container, followed, () => streams.add(stream))
      .catch((thrown: unknown) => {
        if (containers.get(`${pod}/${container}`) !== followed) return;
        gaps.set(gapOf(`${pod}/${container}`), messageOf(thrown));
        followed.settled = false;
        followed.resumed = true;
      })
      .finally(() => streams.delete(stream));
  };

  const look = async () => {
    while (!stopped.signal.aborted) {
      try {
        const pods = await source.core.listNamespacedPod({ namespace: options.namespace });
        for (const { pod, container, containerId } of pods.items.flatMap(startedContainers)) {
          const key = `${pod}/${container}`;
          const known = containers.get(key);
          const followed = known?.containerId === containerId ? known : following(containerId, known);
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

  /** Reads on what was cut off and did not come back: a silent container gives no sign that it is followed again. */
  const complete = async () => {
    for (const [key, { position }] of containers) {
      if (!gaps.has(gapOf(key))) continue;
      const [pod = "", container = ""] = key.split("/");
      const append = (chunks: AsyncIterable<Buffer>) =>
        options.writer.appendLines(fileOf(pod, container), position.newLines(chunks));
      const readOn = async () => append(await logOf(pod, container, position.since));
      try {
        await readOn().catch((thrown: unknown) => {
          if (options.kept === undefined) throw thrown;
          return append(somethingOf(options.kept(pod, container, position.since)));
        });
        gaps.delete(gapOf(key));
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
      await complete();
      return [...gaps].map(([what, reason]) => `${what}: ${reason}`);
    },
  };
}

const betweenLooks = (signal: AbortSignal) => sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);

const gapOf = (container: string) => `log of ${container}`;

/** A further start of a container; a log that was opened again may show the new start's lines already. */
function following(containerId: string, before: Followed | undefined): Followed {
  if (before?.resumed === true) before.log?.destroy();
  const position = before?.position.copy() ?? new LogPosition();
  return { containerId, position, settled: false, resumed: false, log: undefined };
}

/** What the stream gives; that we cut it off ourselves is an end like any other. */
async function* endedBy(log: Readable, isStopped: () => boolean): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of log) yield chunk as Buffer;
  } catch (thrown) {
    if (!isStopped()) throw thrown;
  }
}

/** What is kept of a log: the line that was read last is there again, unless the log is not kept at all. */
async function* somethingOf(kept: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isEmpty = true;
  for await (const chunk of kept) {
    isEmpty = false;
    yield chunk;
  }
  if (isEmpty) throw new Error("it was cut off, and nothing of it is kept");
}

/** What comes until the source fails: that is kept, and the failure is told. */
async function* until(source: AsyncIterable<Buffer>, failed: (thrown: unknown) => void): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (thrown) {
    failed(thrown);
  }
}

function startedContainers(pod: V1Pod): { pod: string; container: string; containerId: string }[] {
  const name = pod.metadata?.name ?? "";
  return (pod.status?.containerStatuses ?? [])
    .filter((status) => status.state?.running !== undefined || status.state?.terminated !== undefined)
    .map((status) => ({ pod: name, container: status.name, containerId: status.containerID ?? "" }));
}
