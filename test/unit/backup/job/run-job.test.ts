import { beforeEach, describe, expect, it } from "vitest";
import type { JobLine } from "../../../../backup/job/lines.ts";
import type { JobPlaces } from "../../../../backup/job/places.ts";
import { jobResults, type JobVerb } from "../../../../backup/job/results.ts";
import { runJob } from "../../../../backup/job/run-job.ts";
import { MemoryStore } from "../../../helpers/memory-store.ts";
import { damagesOf, emptyStores, filledStores, identity, signingKey, someFacts } from "../played-backup.ts";
import { failing, type PlayedStore, readPlayedArchive } from "../played-store.ts";

const close = () => undefined;
const secret = "a-long-password";

let root: MemoryStore;
let source: PlayedStore[];
let target: PlayedStore[];
/** which of the two the next job finds */
let live: PlayedStore[];
let asked: Parameters<JobPlaces["stores"]>[0][];
beforeEach(() => {
  root = new MemoryStore();
  source = filledStores();
  target = emptyStores();
  live = source;
  asked = [];
});

const places: JobPlaces = {
  backup: (url) => Object.assign(root.below(url.replace("s3://memory/", "")), { close }),
  stores: (which) => {
    asked.push(which);
    return { stores: live, close };
  },
  redisArchiveAfter: () => readPlayedArchive,
};

const backupUrl = "s3://memory/b/";
const common = { stores: { redis: { host: "redis", port: 6_379 } }, scratchFolder: "/scratch" };
const trusted = { ...common, backupUrl, trustedKeys: [signingKey.publicKey] };
const { secrets, ...facts } = someFacts();
const settings: Record<JobVerb, object> = {
  backup: { ...common, backupUrl, facts: { ...facts, secretNames: secrets.names } },
  restore: { ...trusted, intoNonEmpty: false },
  compare: { ...trusted, expiryMarginMs: 60_000 },
  contents: common,
  finish: { ...common, backupId: facts.id },
};

async function run(verb: JobVerb, signal = new AbortController().signal) {
  const lines: JobLine[] = [];
  const env = {
    DRILL_BACKUP_JOB: JSON.stringify(settings[verb]),
    DRILL_AGE_IDENTITY: identity,
    DRILL_SIGNING_KEY: signingKey.privateKey,
    DRILL_BACKUP_SECRETS: JSON.stringify(secrets.values),
    POSTGRES_PASSWORD: secret,
  };
  const exitCode = await runJob({ verb, env, say: (line) => lines.push(line), signal, places });
  return { exitCode, lines, last: lines.at(-1) };
}

/** @throws where the job did not end well */
async function done(verb: JobVerb) {
  const { exitCode, last } = await run(verb);
  expect(last).toMatchObject({ type: "done" });
  expect(exitCode).toBe(0);
  return jobResults[verb].parse(last?.type === "done" ? last.result : undefined);
}

describe("a job", () => {
  it("takes a backup, restores it, compares the two and takes the marks away", async () => {
    expect(await done("backup")).toMatchObject({ id: "backup-1", objects: 8 });
    expect(await damagesOf(root.below("b/"), "full")).toEqual([]);
    live = target;
    expect(await done("restore")).toMatchObject({ stores: target.map(({ name }) => ({ store: name })) });
    expect(target.map(({ parts }) => parts)).toEqual(source.map(({ parts }) => parts));
    expect(await done("compare")).toEqual({ id: "backup-1", differences: [] });
    expect(await done("finish")).toEqual({ id: "backup-1" });
    expect(target.map(({ current }) => current)).toEqual(target.map(() => null));
  });

  it("says what differs", async () => {
    await done("backup");
    for (const each of live) if (each.name === "blobs") each.parts = {};
    expect(await done("compare")).toMatchObject({
      differences: [{ store: "blobs", part: "uploads", kind: "missing" }],
    });
  });

  it("says what the stores hold", async () => {
    const stores = source.map(({ name, parts }) => ({
      store: name,
      parts: Object.keys(parts).map((part) => ({ name: part })),
    }));
    expect(await done("contents")).toMatchObject({ stores });
  });

  it("goes on with a backup, and leaves out keys that soon expire from a comparison", async () => {
    await done("backup");
    const before = Date.now();
    await done("compare");
    const [backup, compare] = asked;
    expect(backup?.backup?.url).toBe("s3://memory/b/");
    expect(backup?.expiringAfterMs).toBeUndefined();
    expect(compare?.expiringAfterMs).toBeGreaterThanOrEqual(before + 60_000);
    expect(compare?.secrets).toMatchObject({ postgresPassword: secret });
  });

  it("says how far it is", async () => {
    const { lines } = await run("backup");
    const ofRedis = lines.filter((line) => "store" in line && line.store === "redis");
    expect(ofRedis.at(0)).toMatchObject({ type: "store", state: "started" });
    expect(ofRedis.at(-2)).toMatchObject({ type: "progress", items: 25 });
    expect(ofRedis.at(-1)).toMatchObject({ type: "store", state: "done" });
  });
});

describe("a job that fails", () => {
  it("says so in its last line, without any secret", async () => {
    for (const each of live) each.intervene = () => Promise.reject(failing(`it broke over ${secret}`));
    const { exitCode, last } = await run("backup");
    expect(exitCode).toBe(1);
    const message = "postgres could not be backed up: it broke over [secret]";
    expect(last).toEqual({ type: "failed", code: "played.failure", message, remedy: "none: a test did it" });
  });

  it("restores nothing that nobody trusted has signed", async () => {
    await done("backup");
    await root.remove("b/manifest.json.sig");
    live = target;
    expect((await run("restore")).last).toMatchObject({ type: "failed", code: "backup.not-trusted" });
    expect(target.flatMap(({ steps }) => steps)).toEqual([]);
  });

  it("says why it was stopped", async () => {
    const stop = new AbortController();
    for (const each of live) each.intervene = () => stop.abort(failing("stopped from outside"));
    const { exitCode, last } = await run("backup", stop.signal);
    expect(exitCode).toBe(1);
    expect(last).toMatchObject({ type: "failed", message: "stopped from outside" });
  });

  it.each([undefined, "toString", "verify"])("was told to do what no job does: %s", async (verb) => {
    const lines: JobLine[] = [];
    const { signal } = new AbortController();
    expect(await runJob({ verb, env: {}, say: (line) => lines.push(line), signal, places })).toBe(1);
    expect(lines).toMatchObject([{ type: "failed", code: "job.verb" }]);
  });
});
