import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { jobSettings, readSecrets, readSettings } from "../../../../backup/job/settings.ts";

const settings = {
  stores: { redis: { host: "redis", port: 6_379 } },
  backupUrl: "s3://bucket/1/",
  scratchFolder: "/scratch",
  trustedKeys: ["key"],
  intoNonEmpty: false,
};
const text = (changed: object = {}) => ({ DRILL_BACKUP_JOB: JSON.stringify({ ...settings, ...changed }) });
const read = (env: Record<string, string>) => readSettings(jobSettings.restore, env);

describe("settings", () => {
  it("come from a variable", () => {
    expect(read(text())).toEqual(settings);
  });

  it("come from a file where one is named", () => {
    const folder = mkdtempSync(join(tmpdir(), "drill-job-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "job.json");
    writeFileSync(file, JSON.stringify(settings));
    expect(read({ DRILL_BACKUP_JOB: "{", DRILL_BACKUP_JOB_FILE: file })).toEqual(settings);
  });

  const refused: [env: Record<string, string>, what: string][] = [
    [{}, "DRILL_BACKUP_JOB"],
    [{ DRILL_BACKUP_JOB: "{" }, "DRILL_BACKUP_JOB"],
    [{ DRILL_BACKUP_JOB_FILE: "/nowhere/job.json" }, "/nowhere/job.json"],
    [text({ intoNonEmpty: "yes" }), "intoNonEmpty"],
    [text({ stores: { redis: { host: "redis", port: 0 } } }), "stores.redis.port"],
    [text({ password: "no place for it" }), "password"],
    [text({ trustedKeys: [] }), "trustedKeys"],
  ];
  it.each(refused)("are refused with what is wrong: %j", (env, what) => {
    const message = expect.stringContaining(what);
    expect(() => read(env)).toThrow(expect.objectContaining({ code: "job.settings", message }));
  });
});

describe("secrets", () => {
  it("come each from a variable of its own", () => {
    const secrets = readSecrets({
      POSTGRES_PASSWORD: "one",
      MONGO_PASSWORD: "two",
      REDIS_PASSWORD: "three",
      DRILL_AGE_IDENTITY: "# created: today\nAGE-SECRET-KEY-1A\n\nAGE-SECRET-KEY-1B\r\n",
      DRILL_SIGNING_KEY: "-----BEGIN",
      DRILL_BACKUP_SECRETS: '{"JWT_SECRET":"four"}',
    });
    expect(secrets).toEqual({
      postgresPassword: "one",
      mongoPassword: "two",
      redisPassword: "three",
      identities: ["AGE-SECRET-KEY-1A", "AGE-SECRET-KEY-1B"],
      signingKey: "-----BEGIN",
      values: { JWT_SECRET: "four" },
    });
  });

  it("need not be there", () => {
    expect(readSecrets({})).toMatchObject({ identities: [], values: null });
  });

  it("are not shown where they cannot be read", () => {
    expect(() => readSecrets({ DRILL_BACKUP_SECRETS: "hunter-2" })).toThrow("DRILL_BACKUP_SECRETS cannot be read");
    expect(() => readSecrets({ DRILL_BACKUP_SECRETS: "hunter-2" })).not.toThrow("hunter");
  });
});
