import { beforeEach, describe, expect, it, vi } from "vitest";
import { createHome } from "../../../../engine/environment/home.ts";
import { type EnvironmentLease, writeLease } from "../../../../engine/environment/record.ts";
import { runPaths } from "../../../../engine/evidence/run-folder.ts";
import type { RunRequest, RunResult } from "../../../../engine/run-drill.ts";
import type { MemoryStore } from "../../../helpers/memory-store.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { signingKey, someFacts, take } from "../../backup/played-backup.ts";
import { someConfiguration } from "../../engine/backup/some-configuration.ts";
import { backupUrl, flipBit, servedBackup } from "../backup/served-backup.ts";
import { aLease, aToolset, drill, ownFolder } from "../played-edges.ts";

const trusted = ["--trusted-key", signingKey.publicKey];
const variables = ["AGE_IDENTITY", "AGE_IDENTITY_FILE", "SIGNING_KEY", "SIGNING_KEY_FILE", "S3_ENDPOINT"];

beforeEach(async () => {
  await ownFolder();
  for (const name of variables) vi.stubEnv(`DRILL_${name}`, "");
});

describe("bad input gives one error with its remedy, code 2, before anything is asked of the bucket", () => {
  const verify = ["verify", ...trusted, "--snapshot"];
  const backup = ["backup", "--recipient", "age1x", "--output"];
  it.each<[string, string[], string, Record<string, string>?]>([
    ["a backup to verify that is nowhere", [...verify, "bucket/1"], "s3.url"],
    ["a backup to verify below another", [...verify, "s3://bucket/../x"], "s3.url"],
    ["a full check without what opens the backup", [...verify, backupUrl, "--mode", "full"], "secret.missing"],
    ["an endpoint that is none", [...verify, backupUrl], "s3.endpoint", { DRILL_S3_ENDPOINT: "s3:9000" }],
    ["a backup to restore that is nowhere", ["restore", ...trusted, "bucket/1"], "s3.url"],
    ["a restore without what opens the backup", ["restore", ...trusted, backupUrl], "secret.missing"],
    [
      "a restore with an identity that is not there",
      ["restore", ...trusted, backupUrl],
      "secret.unreadable",
      { DRILL_AGE_IDENTITY_FILE: "/nowhere/identity" },
    ],
    [
      "a restore with secrets from nowhere",
      ["restore", ...trusted, backupUrl, "--secrets", "vault"],
      "secrets.source",
      { DRILL_AGE_IDENTITY: "planted-identity" },
    ],
    ["a place for a backup that is none", [...backup, "bucket/1"], "s3.url"],
    ["a backup that nobody signs", [...backup, backupUrl], "secret.missing"],
    [
      "a backup signed by what is no key",
      [...backup, backupUrl],
      "backup.signing-key",
      { DRILL_SIGNING_KEY: "planted-key" },
    ],
    ["a place of blobs that is none", [...backup, backupUrl, "--blobs", "/blobs"], "s3.url"],
    ["nothing to back up", [...backup, backupUrl], "environment.which", { DRILL_SIGNING_KEY: signingKey.privateKey }],
    ["a scale of none", ["run", "restore", "--scale", "0"], "scale.invalid"],
    ["a rehearsal's backup that goes nowhere", ["run", "restore", "--output", "bucket"], "s3.url"],
  ])("%s", async (_what, args, code, env = {}) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const { exitCode, stdout, stderr } = await drill(args);
    expect(stderr.match(/^drill: \S+: /gm)).toEqual([`drill: ${code}: `]);
    expect(stderr.match(/^ {2}remedy: /gm)).toHaveLength(1);
    expect(stderr).not.toMatch(/planted|PRIVATE KEY|^\s+at /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  it.each([
    [["verify", ...trusted]],
    [["verify", ...trusted, "--snapshot", backupUrl, "--mode", "slow"]],
    [["restore", ...trusted]],
    [["restore", ...trusted, backupUrl, "--keep", "sometimes"]],
    [["backup", "--recipient", "age1x"]],
    [["run", "restore", "--damage", "fire"]],
  ])("a wrong command line: %j", async (args) => {
    const { exitCode, stderr } = await drill(args);
    expect(stderr).toMatch(/^drill: usage: .+\n(\(.+\)\n)? {2}remedy: .*drill --help/);
    expect(exitCode).toBe(2);
  });

  it("an environment that is lent, which the rehearsal would destroy", async () => {
    await createHome("e1");
    writeLease(aLease());
    const { exitCode, stderr } = await drill(["run", "restore", "--attach", "e1"]);
    expect(stderr).toContain("drill: recovery.not-ours: environment e1");
    expect(exitCode).toBe(2);
  });
});

/** A backup in a bucket, without a store's content: played ones are no archives. */
async function taken(facts: Parameters<typeof someFacts>[0] = {}): Promise<MemoryStore> {
  const store = await servedBackup();
  await take(store, [], { facts: someFacts({ openapi: {}, ...facts }) });
  return store;
}

describe("verify", () => {
  const verify = (...more: string[]) => drill(["verify", "--snapshot", backupUrl, ...more]);

  it.each([
    ["quick", "2 objects, 0 parts"],
    ["full", "2 objects, 0 parts"],
  ])("says that a backup is whole, and what it has looked at: %s", async (mode, looked) => {
    await taken();
    const { exitCode, stdout } = await verify(...trusted, "--mode", mode);
    expect(stdout).toContain(`${backupUrl} is whole: ${looked}`);
    expect(exitCode).toBe(0);
  });

  it("looks quickly unless it is told otherwise, which takes no key", async () => {
    await taken();
    vi.stubEnv("DRILL_AGE_IDENTITY", "");
    expect(await verify(...trusted)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("(quick)") });
  });

  it("names every damage, and is no success then", async () => {
    const store = await taken();
    await flipBit(store, "configuration.json.zst.age");
    await store.remove("secrets.json.zst.age");
    const { exitCode, stdout } = await verify(...trusted);
    expect(stdout).toMatch(/^object-missing\tsecrets\.json\.zst\.age\t/m);
    expect(stdout).toMatch(/^object-hash\tconfiguration\.json\.zst\.age\t/m);
    expect(stdout).toContain(`${backupUrl} is DAMAGED in 2 ways`);
    expect(exitCode).toBe(1);
  });

  it("takes no backup for good that another has signed, or that is not there", async () => {
    const store = await taken();
    const other = await verify("--trusted-key", Buffer.alloc(32).toString("base64"));
    expect(other).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("signature-unknown-key") });
    await store.remove("manifest.json");
    const none = await verify(...trusted);
    expect(none).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("manifest-missing") });
  });

  it("takes it for good where one of several that are trusted has signed it", async () => {
    await taken();
    expect(await verify("--trusted-key", Buffer.alloc(32).toString("base64"), ...trusted)).toMatchObject({
      exitCode: 0,
    });
  });
});

describe("restore", () => {
  const configuration = someConfiguration({ stack: { llmLatencyMs: "50", backup: "true" } });
  const source = { environmentId: "e0", stack: "restore", clusterUid: "uid-1", instances: ["mesh-1"] };
  const ofRestore = { source, configuration };
  const backupDefaults = async () => ({ backupImage: "backup:1" });
  const observabilityDefaults = async () => ({
    ...{ prometheusImage: "p:1", alertmanagerImage: "a:1", postgresExporterImage: "pe:1" },
    ...{ redisExporterImage: "re:1", metricsServerImage: "ms:1", observerImage: "o:1" },
  });
  const prepareToolset = async () => aToolset({ backupDefaults, observabilityDefaults });

  /** Restores the backup, as far as the run of it. */
  async function restore(...more: string[]) {
    const requests: RunRequest[] = [];
    const provisioned: { lease: EnvironmentLease; secrets: Record<string, string> | undefined }[] = [];
    const ended = await drill(["restore", backupUrl, ...trusted, ...more], {
      prepareToolset,
      provision: async (lease, _following, secrets) => {
        provisioned.push({ lease, secrets });
        return someOutputs();
      },
      runDrill: async (request): Promise<RunResult> => {
        requests.push(request);
        await request.source.bringUp(request.signal);
        const paths = runPaths("/runs/x");
        return { judgement: { verdict: "PASS", reason: "", objectives: [] }, paths, leftBehind: [], kept: null };
      },
    });
    return { ...ended, request: requests[0], provisioned: provisioned[0] };
  }

  it("brings up the datastores alone of an environment like the one that was backed up, with its secrets", async () => {
    await taken(ofRestore);
    const { exitCode, request, provisioned } = await restore();
    expect(exitCode).toBe(0);
    expect(request?.program).toMatchObject({ name: "restore/from-backup", stack: "restore" });
    expect(request?.keep).toBe("on-success");
    expect(provisioned?.secrets).toEqual({ POSTGRES_PASSWORD: "hidden-value" });
    const { config, id } = provisioned?.lease ?? aLease();
    expect(config).toMatchObject({ llmLatencyMs: "50", deploy: "stores", backupImage: "backup:1" });
    expect(config["secretsFile"]).toContain(id);
    expect(JSON.stringify(provisioned?.lease)).not.toContain("hidden-value");
  });

  it("lets whoever restores change the config, and keep the environment or not", async () => {
    await taken(ofRestore);
    const { request, provisioned } = await restore("-c", "llmLatencyMs=7", "--keep", "never");
    expect(provisioned?.lease.config).toMatchObject({ llmLatencyMs: "7", deploy: "stores" });
    expect(request?.keep).toBe("never");
  });

  it("brings up nothing from a backup that nobody trusted has signed, or that is not there", async () => {
    const store = await taken(ofRestore);
    await store.remove("manifest.json.sig");
    const other = await restore();
    expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("drill: backup.not-trusted: ") });
    await store.remove("manifest.json");
    const none = await restore();
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("drill: backup.missing: ") });
    expect(other.request ?? none.request).toBeUndefined();
  });
});
