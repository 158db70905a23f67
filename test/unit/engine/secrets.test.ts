import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { passphraseOf, secretsOf } from "../../../engine/secrets.ts";
import { temporaryFolder } from "./evidence/temporary-folder.ts";

const secrets = {
  postgresPassword: "postgres-password",
  mongoPassword: "",
  jwtSecretKey: "jwt-secret-key",
  encryptionMasterKey: "encryption-master-key",
};

const kubeconfigOf = (...users: object[]) =>
  stringify({ apiVersion: "v1", kind: "Config", users: users.map((user, n) => ({ name: `user-${n}`, user })) });

describe("secretsOf", () => {
  it("names what the stack generated", async () => {
    const found = await secretsOf({ secrets, kubeconfig: kubeconfigOf() });
    expect(found).toEqual(expect.arrayContaining(["postgres-password", "jwt-secret-key", "encryption-master-key"]));
  });

  it("names credentials of the kubeconfig, encoded and decoded, and no names of users", async () => {
    const [key, certificate] = ["key in PEM", "certificate in PEM"].map((text) => Buffer.from(text).toString("base64"));
    const kubeconfig = kubeconfigOf(
      { "client-key-data": key, "client-certificate-data": certificate, username: "admin" },
      { token: "bearer-token", password: "basic-password" },
    );
    const found = await secretsOf({ secrets, kubeconfig });
    expect(found).toEqual(
      expect.arrayContaining(["key in PEM", "certificate in PEM", key, certificate, "bearer-token", "basic-password"]),
    );
    expect(found).not.toContain("admin");
  });

  it("reads the files that a kubeconfig names, where they are there", async () => {
    const tokenFile = join(await temporaryFolder(), "token");
    await writeFile(tokenFile, "token-from-file\n");
    const kubeconfig = kubeconfigOf({ tokenFile, "client-key": "/no/such/file" });
    expect(await secretsOf({ secrets, kubeconfig })).toContain("token-from-file");
  });

  it("takes a kubeconfig without users", async () => {
    expect(await secretsOf({ secrets, kubeconfig: "apiVersion: v1\n" })).toEqual(Object.values(secrets));
  });
});

describe("passphraseOf", () => {
  it("is empty where an environment has none of its own", async () => {
    expect(await passphraseOf("no-such-environment")).toBe("");
  });
});
