import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import type { JobLine } from "../../backup/job/lines.ts";
import { parseJobLine } from "./job-lines.ts";
import { type BackupJob, jobObject, jobSecret } from "./job-objects.ts";

export interface JobRun {
  api: ClusterApi;
  signal: AbortSignal;
  /** hears every line of the program, in order; those of a pod that was replaced come before those of its successor */
  onLine: (line: JobLine) => void;
}

const lookEveryMs = 500;

/**
 * Runs the program in the cluster to its end, through as many pods as that takes, and removes it again.
 * @returns what it says in the end
 * @throws DrillError with the program's own code where it gave up; backup.job where it ended without a word
 */
export async function runBackupJob(job: BackupJob, run: JobRun): Promise<unknown> {
  const { api } = run;
  const secrets = `/api/v1/namespaces/${job.namespace}/secrets`;
  const jobs = `/apis/batch/v1/namespaces/${job.namespace}/jobs`;
  const remove = () =>
    Promise.allSettled([
      api.remove(`${jobs}/${job.name}?propagationPolicy=Foreground`),
      api.remove(`${secrets}/${job.name}`),
    ]);
  let result: unknown;
  try {
    await api.write({ method: "POST", path: secrets, body: JSON.stringify(jobSecret(job)) });
    await api.write({ method: "POST", path: jobs, body: JSON.stringify(jobObject(job)) });
    result = await followToTheEnd(job, run);
  } catch (thrown) {
    // What failed first is what is said.
    await remove();
    throw thrown;
  }
  for (const removed of await remove()) if (removed.status === "rejected") throw removed.reason;
  return result;
}

async function followToTheEnd(job: BackupJob, run: JobRun): Promise<unknown> {
  /** pods that are over, and how many lines each said so far */
  const over = new Set<string>();
  const heard = new Map<string, number>();
  for (;;) {
    run.signal.throwIfAborted();
    const pod = await nextPod(job, run, over);
    if (pod === undefined) throw endedSilently(job);
    const { lines, last } = await follow(job, pod, run, heard.get(pod) ?? 0);
    heard.set(pod, lines);
    if (last?.type === "done") return last.result;
    if (last?.type === "failed") throw new DrillError({ ...last, kind: "environment" });
    // A log can be cut off while its pod goes on.
    if (await isRunning(job, pod, run)) await sleep(lookEveryMs, undefined, { signal: run.signal });
    else over.add(pod);
  }
}

async function podsOf({ namespace, name }: BackupJob, { api }: JobRun): Promise<V1Pod[]> {
  const labelSelector = `batch.kubernetes.io/job-name=${name}`;
  return (await api.core.listNamespacedPod({ namespace, labelSelector })).items;
}

async function isRunning(job: BackupJob, pod: string, run: JobRun): Promise<boolean> {
  const pods = await podsOf(job, run);
  return pods.some(({ metadata, status }) => metadata?.name === pod && status?.phase === "Running");
}

/** A pod that may have something to say yet. @returns undefined once no more will come */
async function nextPod(job: BackupJob, run: JobRun, over: ReadonlySet<string>): Promise<string | undefined> {
  for (;;) {
    const fresh = (await podsOf(job, run))
      .filter(({ metadata, status }) => !over.has(metadata?.name ?? "") && status?.phase !== "Pending")
      .sort((a, b) => Number(a.metadata?.creationTimestamp) - Number(b.metadata?.creationTimestamp));
    if (fresh[0]?.metadata?.name !== undefined) return fresh[0].metadata.name;
    if (await hasEnded(job, run)) return undefined;
    await sleep(lookEveryMs, undefined, { signal: run.signal });
  }
}

const jobStatus = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }).optional(),
});

async function hasEnded({ name, namespace }: BackupJob, { api }: JobRun): Promise<boolean> {
  const { body } = await api.get(`/apis/batch/v1/namespaces/${namespace}/jobs/${name}`);
  const conditions = jobStatus.parse(JSON.parse(body)).status?.conditions ?? [];
  return conditions.some(({ type, status }) => (type === "Complete" || type === "Failed") && status === "True");
}

/**
 * Listens to a pod from its first line. A log that is cut off is no failure: whether the pod is over is looked at.
 * @param known how many lines it said before
 * @returns the line with which the program ended; undefined where there was none
 */
async function follow(
  { namespace }: BackupJob,
  pod: string,
  { api, signal, onLine }: JobRun,
  known: number,
): Promise<{ lines: number; last?: JobLine | undefined }> {
  let lines = 0;
  let last: JobLine | undefined;
  try {
    const stream = await api.stream(`/api/v1/namespaces/${namespace}/pods/${pod}/log?follow=true`);
    const cut = () => stream.destroy(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) cut();
    signal.addEventListener("abort", cut, { once: true });
    try {
      for await (const text of linesOf(stream)) {
        lines += 1;
        const line = parseJobLine(text);
        if (line === undefined || lines <= known) continue;
        onLine(line);
        last = line;
      }
    } finally {
      signal.removeEventListener("abort", cut);
    }
  } catch {
    signal.throwIfAborted();
  }
  return { lines: Math.max(lines, known), ...(last?.type === "done" || last?.type === "failed" ? { last } : {}) };
}

/** Lines of a stream; unlike readline's, they end with an error where the stream does. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function endedSilently({ name, namespace, command }: BackupJob): DrillError {
  return new DrillError({
    code: "backup.job",
    kind: "environment",
    message: `the ${command} in the cluster ended without saying how: Job ${name} in ${namespace}`,
    remedy: "see the logs of its pods below pods/ in the run's folder, and events.ndjson",
  });
}
