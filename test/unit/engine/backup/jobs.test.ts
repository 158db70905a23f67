import { beforeEach, describe, expect, it } from "vitest";
import type { JobLine } from "../../../../backup/job/lines.ts";
import { jobSettings, readSecrets, readSettings } from "../../../../backup/job/settings.ts";
import { readConnection } from "../../../../backup/objects/s3-connection.ts";
import type { BackupFacts } from "../../../../engine/backup/facts.ts";
import { compareInCluster, finishInCluster, restoreInCluster, takeInCluster } from "../../../../engine/backup/jobs.ts";
import type { EnvironmentOutputs } from "../../../../stacks/outputs.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { done, PlayedJobs } from "./played-jobs.ts";
import { someConfiguration } from "./some-configuration.ts";

const connection = {
  endpoint: "http://172.18.0.5:7070",
  region: "eu-central-1",
  credentials: { accessKeyId: "drill", secretAccessKey: "hidden-s3-key", sessionToken: "hidden-session-token" },
};
const place = { backupUrl: "s3://drill/1/backup/", blobsUrl: "s3://drill/1/blobs/", connection };
const facts: BackupFacts = {
  source: { environmentId: "e1", stack: "restore", clusterUid: "uid-1", instances: ["mesh-1", "uid-of-mesh-1"] },
  gitSha: "0".repeat(40),
  images: [{ workload: "mesh", image: "biowerk/mesh:1", digest: "sha256:00" }],
  schemaVersions: { biowerk: "0007" },
  openapi: { mesh: { openapi: "3.1.0" } },
  configuration: someConfiguration({ services: { mesh: { CACHE_ENABLED: "true" } } }),
};
const trust = { trustedKeys: ["key-1"], identity: "AGE-SECRET-KEY-1HIDDEN" };
const wish = { id: "b-1", facts, recipients: ["age1a"], signingKey: "-----BEGIN hidden signing key" };

let cluster: PlayedJobs;
let environment: EnvironmentOutputs;
let heard: JobLine[];
beforeEach(() => {
  cluster = new PlayedJobs();
  environment = someOutputs({ backup: { image: "backup:1" } });
  heard = [];
});

const context = () => ({ api: cluster.api, environment, signal: new AbortController().signal });
const listening = { onLine: (line: JobLine) => void heard.push(line) };
const answering = (result: unknown) => void (cluster.pods = [{ name: "a", printed: [done(result)] }]);

/** The variables of the program in the cluster, read as it reads them. */
function told() {
  const [secret, job] = cluster.made;
  const { "settings.json": text = "", ...env } = secret.stringData;
  const container = job.spec.template.spec.containers[0];
  expect(container?.env.flatMap(({ name }) => (name in env ? [name] : []))).toEqual(Object.keys(env));
  return { verb: container?.args, image: container?.image, text, env: { ...env, DRILL_BACKUP_JOB: text } };
}

const restored = { store: "redis", outcome: "restored", startedAtMs: 1, endedAtMs: 2, overwrote: null } as const;
const difference = { store: "redis", part: "db0", kind: "count", detail: "1 instead of 2" } as const;
const stores = {
  postgres: { host: "postgres", port: 5432, user: "biowerk", database: "biowerk" },
  documents: { host: "mongodb", port: 27017, database: "biowerk", kind: "ferretdb" },
  redis: { host: "redis", port: 6379 },
  blobs: { url: place.blobsUrl },
};
const common = { stores, backupUrl: place.backupUrl, scratchFolder: "/scratch" };

describe("a job", () => {
  it("takes a backup of what is there, with the secrets that bring it back", async () => {
    const result = { id: "b-1", objects: 8, bytes: 4_096 };
    answering(result);
    expect(await takeInCluster(context(), place, wish, listening)).toEqual(result);
    expect(heard).toEqual([done(result)]);
    const { verb, image, env } = told();
    expect({ verb, image }).toEqual({ verb: ["backup"], image: "backup:1" });
    const secretNames = ["POSTGRES_PASSWORD", "JWT_SECRET_KEY", "ENCRYPTION_MASTER_KEY"];
    expect(readSettings(jobSettings.backup, env)).toEqual({
      ...common,
      facts: { id: "b-1", recipients: ["age1a"], ...facts, secretNames },
    });
    expect(readSecrets(env)).toMatchObject({
      postgresPassword: "pg-secret",
      mongoPassword: "",
      identities: [],
      signingKey: wish.signingKey,
      values: { POSTGRES_PASSWORD: "pg-secret", JWT_SECRET_KEY: "jwt-secret", ENCRYPTION_MASTER_KEY: "key" },
    });
  });

  it("restores one that is trusted, and can open it", async () => {
    const result = { id: "b-1", stores: [restored] };
    answering(result);
    expect(await restoreInCluster(context(), place, { ...trust, intoNonEmpty: true }, listening)).toEqual(result);
    const { verb, env } = told();
    expect(verb).toEqual(["restore"]);
    expect(readSettings(jobSettings.restore, env)).toEqual({ ...common, trustedKeys: ["key-1"], intoNonEmpty: true });
    expect(readSecrets(env)).toMatchObject({ identities: [trust.identity], signingKey: "", values: null });
  });

  it("compares, and leaves out keys that would expire meanwhile", async () => {
    const result = { id: "b-1", differences: [difference] };
    answering(result);
    expect(await compareInCluster(context(), place, trust, listening)).toEqual(result);
    const { verb, env } = told();
    expect(verb).toEqual(["compare"]);
    const settings = readSettings(jobSettings.compare, env);
    expect(settings).toMatchObject({ ...common, trustedKeys: ["key-1"] });
    expect(settings.expiryMarginMs).toBeGreaterThanOrEqual(60_000);
    expect(readSecrets(env).identities).toEqual([trust.identity]);
  });

  it("takes the marks away without a key of any kind", async () => {
    answering({ id: "b-1" });
    await finishInCluster(context(), place, "b-1", listening);
    const { verb, env } = told();
    expect(verb).toEqual(["finish"]);
    expect(readSettings(jobSettings.finish, env)).toEqual({ stores, scratchFolder: "/scratch", backupId: "b-1" });
    expect(readSecrets(env)).toMatchObject({ identities: [], signingKey: "", values: null });
  });
});

describe("what a job is told", () => {
  const takes = async () => {
    answering({ id: "b-1", objects: 1, bytes: 1 });
    await takeInCluster(context(), place, wish, listening);
    return told();
  };

  it("lets it reach the bucket as it is reached from there", async () => {
    expect(readConnection((await takes()).env)).toEqual(connection);
  });

  it("leaves it to find credentials where none are given", async () => {
    answering({ id: "b-1" });
    const ofAws = { ...place, connection: { region: "eu-central-1" } };
    await finishInCluster(context(), ofAws, "b-1", listening);
    expect(Object.keys(told().env)).not.toContain("AWS_SECRET_ACCESS_KEY");
    expect(readConnection(told().env)).toEqual({ region: "eu-central-1" });
  });

  it("holds no secret in its settings, nor in the Job", async () => {
    const { text, env } = await takes();
    const { secretAccessKey, sessionToken } = connection.credentials;
    const values = [secretAccessKey, sessionToken, wish.signingKey, "pg-secret", "jwt-secret"];
    for (const value of values) {
      expect(Object.values(env).join("\n")).toContain(value);
      expect(text).not.toContain(value);
      expect(JSON.stringify(cluster.made[1])).not.toContain(value);
    }
  });

  it("names a document store that asks for credentials with its user", async () => {
    const documents = { kind: "mongodb", service: "mongodb", port: 27017, user: "root", database: "biowerk" } as const;
    const secrets = { ...environment.secrets, mongoPassword: "mongo-secret" };
    environment = { ...environment, documents, secrets };
    const { env } = await takes();
    expect(readSettings(jobSettings.backup, env).stores.documents).toMatchObject({ user: "root", kind: "mongodb" });
    expect(readSettings(jobSettings.backup, env).facts.secretNames).toContain("MONGO_PASSWORD");
    expect(readSecrets(env)).toMatchObject({
      mongoPassword: "mongo-secret",
      values: { MONGO_PASSWORD: "mongo-secret" },
    });
  });

  it("names no blobs where the services keep none", async () => {
    answering({ id: "b-1" });
    await finishInCluster(context(), { ...place, blobsUrl: null }, "b-1", listening);
    expect(Object.keys(readSettings(jobSettings.finish, told().env).stores)).toEqual([
      "postgres",
      "documents",
      "redis",
    ]);
  });
});

describe("a job that cannot be", () => {
  it("is refused where the environment has no image for it, and leaves no trace", async () => {
    environment = someOutputs();
    const taking = takeInCluster(context(), place, wish, listening);
    await expect(taking).rejects.toMatchObject({ code: "backup.not-prepared", kind: "usage" });
    expect(cluster.log).toEqual([]);
  });

  it("is not taken at its word where that is another than is expected", async () => {
    answering({ id: "b-1", differences: "none" });
    await expect(compareInCluster(context(), place, trust, listening)).rejects.toThrow();
  });
});
