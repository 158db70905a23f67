import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  backupOptions,
  type BackupWish,
  identityVariable,
  readSecret,
  s3Place,
  signingKeyVariable,
} from "../../../../cli/backup/options.ts";
import { seededDamages } from "../../../../drills/restore/seeded-damage.ts";
import { temporaryFolder } from "../../engine/evidence/temporary-folder.ts";
import { failureOf, shown } from "../../engine/secret-sources/failure.ts";

const env = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "AKID",
  AWS_SECRET_ACCESS_KEY: "hidden-s3-key",
  DRILL_AGE_IDENTITY: "AGE-SECRET-KEY-1HIDDEN",
  VAULT_TOKEN: "hvs.hidden",
};
const refusal = (wish: BackupWish, given: NodeJS.ProcessEnv = env) => failureOf(() => backupOptions(wish, given));

describe("what is said of backups", () => {
  it("changes nothing where nothing is said", () => {
    expect(backupOptions({}, env)).toEqual({});
  });

  it.each([
    ["1", 1],
    ["0.01", 0.01],
    ["2.5", 2.5],
    ["100", 100],
  ])("is a scale: %s", (text, scale) => {
    expect(backupOptions({ scale: text }, env)).toEqual({ scale });
  });

  it.each(["", "0", "-1", "100.1", "1e9", "NaN", "Infinity", "one", "1x", "1,5"])("is no scale: %j", async (text) => {
    const failure = await refusal({ scale: text });
    expect(failure).toMatchObject({ code: "scale.invalid", kind: "usage" });
    expect(failure.message).toContain(JSON.stringify(text));
    expect(failure.remedy).toContain("100,000 rows");
  });

  it("is a place in S3, always with a slash behind it, and how it is reached", () => {
    const connection = {
      region: "eu-central-1",
      credentials: { accessKeyId: "AKID", secretAccessKey: "hidden-s3-key" },
    };
    for (const url of ["s3://bucket/backups", "s3://bucket/backups/"]) {
      expect(backupOptions({ output: url }, env)).toEqual({ output: { url: "s3://bucket/backups/", connection } });
    }
    expect(s3Place("s3://bucket", {})).toEqual({ url: "s3://bucket/", connection: { region: "us-east-1" } });
  });

  it("is a source of secrets, which is not asked yet", () => {
    const { secretSource } = backupOptions({ secrets: "vault:https://vault.example.com/secret/biowerk" }, env);
    expect(secretSource?.name).toBe("Vault https://vault.example.com/secret/biowerk");
    expect(shown(secretSource as unknown as Error)).not.toContain("hvs.hidden");
  });

  it.each(seededDamages)("is a damage: %s", (damage) => {
    expect(backupOptions({ damage }, env)).toEqual({ damage });
  });
});

describe("what is refused shows no secret", () => {
  it.each<[string, BackupWish, NodeJS.ProcessEnv, string]>([
    ["a URL with credentials", { output: "s3://AKID:planted-key@bucket/x" }, env, "s3.url"],
    ["a URL that is none", { output: "bucket/x" }, env, "s3.url"],
    ["a path that leads elsewhere", { output: "s3://bucket/a/../b" }, env, "s3.url"],
    [
      "an endpoint with credentials",
      { output: "s3://b1b" },
      { DRILL_S3_ENDPOINT: "http://u:planted@s3" },
      "s3.endpoint",
    ],
    ["a secret in the place of its source", { secrets: "AGE-SECRET-KEY-1PLANTED" }, env, "secrets.source"],
    ["a source with credentials", { secrets: "vault:https://u:planted@host/secret/x" }, env, "secrets.source"],
    ["a source that nothing opens", { secrets: "vault:https://host/secret/x" }, {}, "secrets.credentials"],
  ])("%s", async (_what, wish, given, code) => {
    const failure = await refusal(wish, given);
    expect(failure).toMatchObject({ code, kind: "usage" });
    expect(shown(failure)).not.toMatch(/planted/i);
    expect(failure.remedy).not.toBe("");
  });
});

describe.each([identityVariable, signingKeyVariable])("the secret $name", (variable) => {
  const { name } = variable;
  const read = (given: NodeJS.ProcessEnv) => readSecret(variable, given);

  it("comes from its variable", async () => {
    expect(await read({ [name]: "hidden", [`${name}_FILE`]: "/nowhere" })).toBe("hidden");
  });

  it("comes from the file that is named where the variable is not there, or empty", async () => {
    const file = join(await temporaryFolder(), "secret");
    await writeFile(file, "hidden\nof two lines\n");
    expect((await read({ [`${name}_FILE`]: file })).trim()).toBe("hidden\nof two lines");
    expect((await read({ [name]: "", [`${name}_FILE`]: file })).trim()).toBe("hidden\nof two lines");
  });

  it.each([{}, { [name]: "", [`${name}_FILE`]: "" }])("is missing, and it is said how it comes: %j", async (given) => {
    const failure = await failureOf(() => read(given));
    expect(failure).toMatchObject({ code: "secret.missing", kind: "usage" });
    expect(failure.remedy).toContain(`${name}_FILE`);
  });

  it("cannot be read where its file is not there", async () => {
    const failure = await failureOf(() => read({ [`${name}_FILE`]: "/nowhere/secret" }));
    expect(failure).toMatchObject({ code: "secret.unreadable", kind: "usage" });
    expect(failure.message).toContain("ENOENT");
  });
});
