import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
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
  try {
    await api.write({ method: "POST", path: secrets, body: JSON.stringify(jobSecret(job)) });
    await api.write({ method: "POST", path: jobs, body: JSON.stringify(jobObject(job)) });
    return await followToTheEnd(job, run);
  } finally {
    await api.remove(`${jobs}/${job.name}?propagationPolicy=Foreground`);
    await api.remove(`${secrets}/${job.name}`);
  }
}

async function followToTheEnd(job: BackupJob, run: JobRun): Promise<unknown> {
  const heard = new Set<string>();
  for (;;) {
    run.signal.throwIfAborted();
    const pod = await nextPod(job, run, heard);
    if (pod === undefined) throw endedSilently(job);
    heard.add(pod);
    const last = await follow(job, pod, run);
    if (last?.type === "done") return last.result;
    if (last?.type === "failed") throw new DrillError({ ...last, kind: "environment" });
  }
}

/** A pod that was not heard yet and has something to say. @returns undefined once no more will come */
async function nextPod(
  { name, namespace }: BackupJob,
  { api, signal }: JobRun,
  heard: ReadonlySet<string>,
): Promise<string | undefined> {
  for (;;) {
    const labelSelector = `batch.kubernetes.io/job-name=${name}`;
    const { items } = await api.core.listNamespacedPod({ namespace, labelSelector });
    const fresh = items
      .filter(({ metadata, status }) => !heard.has(metadata?.name ?? "") && status?.phase !== "Pending")
      .sort((a, b) => Number(a.metadata?.creationTimestamp) - Number(b.metadata?.creationTimestamp));
    if (fresh[0]?.metadata?.name !== undefined) return fresh[0].metadata.name;
    if (await hasEnded(name, namespace, api)) return undefined;
    await sleep(lookEveryMs, undefined, { signal });
  }
}

const jobStatus = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }).optional(),
});

async function hasEnded(name: string, namespace: string, api: ClusterApi): Promise<boolean> {
  const { body } = await api.get(`/apis/batch/v1/namespaces/${namespace}/jobs/${name}`);
  const conditions = jobStatus.parse(JSON.parse(body)).status?.conditions ?? [];
  return conditions.some(({ type, status }) => (type === "Complete" || type === "Failed") && status === "True");
}

/** @returns the line with which the program ended; undefined where it was cut off */
async function follow(
  { namespace }: BackupJob,
  pod: string,
  { api, signal, onLine }: JobRun,
): Promise<JobLine | undefined> {
  const stream = await api.stream(`/api/v1/namespaces/${namespace}/pods/${pod}/log?follow=true`);
  const cut = () => stream.destroy();
  signal.addEventListener("abort", cut, { once: true });
  let last: JobLine | undefined;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      const line = parseJobLine(text);
      if (line === undefined) continue;
      onLine(line);
      last = line;
    }
  } finally {
    signal.removeEventListener("abort", cut);
  }
  return last?.type === "done" || last?.type === "failed" ? last : undefined;
}

function endedSilently({ name, namespace, command }: BackupJob): DrillError {
  return new DrillError({
    code: "backup.job",
    kind: "environment",
    message: `the ${command} in the cluster ended without saying how: Job ${name} in ${namespace}`,
    remedy: "see the logs of its pods below pods/ in the run's folder, and events.ndjson",
  });
}
