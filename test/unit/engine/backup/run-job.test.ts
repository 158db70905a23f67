import { PassThrough } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import type { JobLine } from "../../../../backup/job/lines.ts";
import { DrillError } from "../../../../common/errors.ts";
import { runBackupJob } from "../../../../engine/backup/run-job.ts";
import { done, PlayedJobs } from "./played-jobs.ts";

const job = {
  name: "drill-backup",
  environmentId: "e1",
  namespace: "biowerk-e1",
  image: "backup:1",
  command: "backup",
  settings: {},
  secrets: { POSTGRES_PASSWORD: "pg-secret" },
} as const;
const removals = [
  "DELETE /apis/batch/v1/namespaces/biowerk-e1/jobs/drill-backup?propagationPolicy=Foreground",
  "DELETE /api/v1/namespaces/biowerk-e1/secrets/drill-backup",
];

const moved = (bytes: number): JobLine => ({ type: "progress", store: "postgres", bytes, items: 0 });
const failed: JobLine = { type: "failed", code: "objects.full", message: "the bucket is full", remedy: "make room" };

let cluster: PlayedJobs;
let heard: JobLine[];
let stop: AbortController;
beforeEach(() => {
  cluster = new PlayedJobs();
  heard = [];
  stop = new AbortController();
});

const run = () => runBackupJob(job, { api: cluster.api, signal: stop.signal, onLine: (line) => heard.push(line) });
const followed = () => cluster.log.filter((call) => call.startsWith("FOLLOW"));

describe("a job in the cluster", () => {
  it("gives what its pod says in the end, and tells of every line before", async () => {
    cluster.pods = [{ name: "a", printed: [moved(1), "(node:1) Warning: beta", "{", moved(2), done({ id: "b" })] }];
    expect(await run()).toEqual({ id: "b" });
    expect(heard).toEqual([moved(1), moved(2), done({ id: "b" })]);
    expect(followed()).toEqual(["FOLLOW /api/v1/namespaces/biowerk-e1/pods/a/log?follow=true"]);
    expect(cluster.log).toContain("LIST batch.kubernetes.io/job-name=drill-backup");
  });

  it("has its Secret before its pods ask for it, and both are gone afterwards", async () => {
    cluster.pods = [{ name: "a", printed: [done(1)] }];
    await run();
    expect(cluster.log.slice(0, 2)).toEqual([
      "POST /api/v1/namespaces/biowerk-e1/secrets",
      "POST /apis/batch/v1/namespaces/biowerk-e1/jobs",
    ]);
    expect(cluster.made.map(({ kind }) => kind)).toEqual(["Secret", "Job"]);
    expect(cluster.log.slice(-2)).toEqual(removals);
  });

  it("goes on with the pod that takes the place of one that was cut off, in that order", async () => {
    cluster.pods = [
      { name: "a", printed: [moved(1), moved(2)] },
      { name: "b", printed: [moved(3), done("second")] },
    ];
    expect(await run()).toBe("second");
    expect(heard).toEqual([moved(1), moved(2), moved(3), done("second")]);
    expect(followed().map((call) => /pods\/(.)/.exec(call)?.[1])).toEqual(["a", "b"]);
  });

  it("is not taken for done by a pod that went on talking", async () => {
    cluster.pods = [
      { name: "a", printed: [done("first"), moved(1)] },
      { name: "b", printed: [done("second")] },
    ];
    expect(await run()).toBe("second");
  });
});

describe("a job that does not end well", () => {
  it("fails with the program's own words, and with its code", async () => {
    cluster.pods = [{ name: "a", printed: [moved(1), failed] }];
    const thrown: unknown = await run().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(DrillError);
    const words = { code: "objects.full", message: "the bucket is full", remedy: "make room" };
    expect(thrown).toMatchObject({ ...words, kind: "environment" });
    expect(cluster.log.slice(-2)).toEqual(removals);
  });

  it.each(["Failed", "Complete"])("that is %s without a word is named", async (type) => {
    cluster.condition = { type, status: "True" };
    cluster.pods = [
      { name: "a", printed: [moved(1)] },
      { name: "b", printed: ["Killed"] },
    ];
    await expect(run()).rejects.toMatchObject({ code: "backup.job", message: expect.stringContaining("drill-backup") });
    expect(followed()).toHaveLength(2);
    expect(cluster.log.slice(-2)).toEqual(removals);
  });

  it("does not wait for a pod that never started", async () => {
    cluster.pods = [{ name: "a", printed: [done(1)], phase: "Pending" }];
    await expect(run()).rejects.toMatchObject({ code: "backup.job" });
    expect(followed()).toEqual([]);
  });

  it.each(["POST /api/v1", "POST /apis/batch", "LIST", "GET"])(
    "leaves nothing where the cluster fails at %s",
    async (at) => {
      cluster.pods = at === "GET" ? [] : [{ name: "a", printed: [] }];
      cluster.intervene = (call) => {
        if (call.startsWith(at)) throw new Error("the cluster is away");
      };
      await expect(run()).rejects.toThrow("the cluster is away");
      expect(cluster.log.slice(-2)).toEqual(removals);
    },
  );
});

describe("a job whose log is cut off", () => {
  it("is listened to by its next pod where its pod is over", async () => {
    cluster.pods = [{ name: "a", printed: [done(1)] }];
    let refused = 0;
    cluster.intervene = (call) => {
      if (call.startsWith("FOLLOW") && refused++ === 0) {
        cluster.pods = [...cluster.pods, { name: "b", printed: [done(2)] }];
        throw new Error("the log is gone");
      }
    };
    await expect(run()).resolves.toBe(2);
  });
});

describe("a job that is not wanted any more", () => {
  it("is given up in the middle of a log that does not end", async () => {
    cluster.pods = [{ name: "a", printed: [] }];
    const endless = new PassThrough();
    const api = Object.assign(cluster.api, { stream: async () => endless });
    const reached: string[] = [];
    const line = { type: "store", store: "redis", state: "started", atMs: 1 };
    const ended = runBackupJob(job, {
      api,
      signal: stop.signal,
      onLine: ({ type }) => {
        reached.push(type);
        stop.abort(new Error("interrupted"));
      },
    });
    endless.write(`${JSON.stringify(line)}\n`);
    await expect(ended).rejects.toThrow("interrupted");
    expect(reached).toEqual(["store"]);
    expect(cluster.log.slice(-2)).toEqual(removals);
  });

  it("is not begun to be followed", async () => {
    stop.abort(new Error("interrupted"));
    cluster.pods = [{ name: "a", printed: [done(1)] }];
    await expect(run()).rejects.toThrow("interrupted");
    expect(followed()).toEqual([]);
    expect(cluster.log.slice(-2)).toEqual(removals);
  });

  it("is given up while its pod is waited for, and removed all the same", async () => {
    cluster.condition = { type: "Failed", status: "False" };
    cluster.intervene = (call) => {
      if (call.startsWith("GET")) stop.abort(new Error("interrupted"));
    };
    await expect(run()).rejects.toMatchObject({ name: "AbortError" });
    expect(cluster.log.slice(-2)).toEqual(removals);
  });

  it("is not waited for once its pod was cut off", async () => {
    cluster.pods = [{ name: "a", printed: [moved(1)] }];
    cluster.intervene = (call) => {
      if (call.startsWith("FOLLOW")) stop.abort(new Error("interrupted"));
    };
    await expect(run()).rejects.toThrow("interrupted");
    expect(followed()).toHaveLength(1);
    expect(cluster.log.slice(-2)).toEqual(removals);
  });
});
