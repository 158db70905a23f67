import { describe, expect, it } from "vitest";
import {
  openSecretSource,
  requireSecrets,
  type SecretSource,
} from "../../../../engine/secret-sources/secret-source.ts";
import { failureOf, shown } from "./failure.ts";

const env = {
  DRILL_AGE_IDENTITY_FILE: "/identities",
  VAULT_TOKEN: "hvs.played-token",
  AWS_REGION: "eu-central-1",
};

describe("openSecretSource", () => {
  it.each([
    ["age:/backups/secrets.age", "age file /backups/secrets.age"],
    ["vault:https://vault.example.com:8200/secret/biowerk", "Vault https://vault.example.com:8200/secret/biowerk"],
    ["vault:https://vault.example.com/kv/teams/biowerk/", "Vault https://vault.example.com/kv/teams/biowerk"],
    ["vault:http://127.0.0.1:8200/secret/biowerk", "Vault http://127.0.0.1:8200/secret/biowerk"],
    ["vault:http://[::1]:8200/secret/biowerk", "Vault http://[::1]:8200/secret/biowerk"],
    ["aws:biowerk/prod", "AWS secret biowerk/prod"],
    [
      "aws:arn:aws:secretsmanager:eu-west-1:123456789012:secret:biowerk-AbCdEf",
      "AWS secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:biowerk-AbCdEf",
    ],
  ])("reads %s", (text, name) => {
    expect(openSecretSource(text, env).name).toBe(name);
  });

  it.each([
    "",
    "secrets.json",
    "/backups/secrets.age",
    "file:/backups/secrets.json",
    "constructor:x",
    "age:",
    "age:secrets.age",
    "age:/two\nlines",
    "vault:",
    "vault:secret/biowerk",
    "vault:https://vault.example.com",
    "vault:https://vault.example.com/secret",
    "vault:https://vault.example.com/secret//biowerk",
    "vault:https://vault.example.com/secret/biowerk?version=1",
    "vault:https://somebody:password@vault.example.com/secret/biowerk",
    "vault:http://vault.example.com/secret/biowerk",
    "aws:",
    "aws:two words",
    "aws:arn:aws:s3:::bucket",
  ])("refuses %j and lists the forms", async (text) => {
    const failure = await failureOf(() => openSecretSource(text, env));
    expect(failure).toMatchObject({ code: "secrets.source", kind: "usage" });
    for (const form of ["age:/", "vault:https://", "aws:name", "aws:arn:"]) expect(failure.remedy).toContain(form);
  });

  it("quotes nothing of what it refuses", async () => {
    for (const text of ["AGE-SECRET-KEY-1SECRET", "vault:https://somebody:pass-word@host/secret/x", "aws:pass word"]) {
      const failure = await failureOf(() => openSecretSource(text, env));
      expect(`${failure.message} ${failure.remedy}`).not.toMatch(/SECRET-KEY|pass.word/);
      expect(failure.cause).toBeUndefined();
    }
  });

  it.each([
    ["age:/backups/secrets.age", "DRILL_AGE_IDENTITY_FILE"],
    ["vault:https://vault.example.com/secret/biowerk", "VAULT_TOKEN"],
    ["aws:biowerk", "AWS_REGION"],
  ])("says what opens %s", async (text, variable) => {
    const failure = await failureOf(() => openSecretSource(text, {}));
    expect(failure).toMatchObject({ code: "secrets.credentials", kind: "usage" });
    expect(failure.message).toContain(variable);
  });

  it("takes no token that no header can have, and does not quote it", async () => {
    const token = "hvs.first\nhvs.second";
    const failure = await failureOf(() => openSecretSource("vault:https://host/secret/x", { VAULT_TOKEN: token }));
    expect(failure.code).toBe("secrets.credentials");
    expect(shown(failure)).not.toContain("hvs.");
  });

  it("needs no region beside an ARN", () => {
    const text = "aws:arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:biowerk-AbCdEf";
    expect(openSecretSource(text, {}).name).toContain("us-gov-west-1");
  });
});

describe("requireSecrets", () => {
  it("tells what was found and what the source lacks", async () => {
    const { signal } = new AbortController();
    const source: SecretSource = {
      name: "somewhere",
      read: async (names, given) => {
        expect([names, given]).toEqual([["A", "B", "toString"], signal]);
        return { A: "value of A" };
      },
    };
    expect(await requireSecrets(source, ["A", "B", "toString"], signal)).toEqual({
      found: { A: "value of A" },
      missing: ["B", "toString"],
    });
  });
});
