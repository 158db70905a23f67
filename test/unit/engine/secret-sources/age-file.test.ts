import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, describe, expect, it } from "vitest";
import { openAgeFile } from "../../../../engine/secret-sources/age-file.ts";
import { temporaryFolder } from "../evidence/temporary-folder.ts";
import { failureOf, shown } from "./failure.ts";

const secrets = { POSTGRES_PASSWORD: "value-of-postgres", JWT_SECRET_KEY: "value-of-jwt" };
const names = [...Object.keys(secrets), "MONGO_PASSWORD"];
const { signal } = new AbortController();

let identity: string;
let stranger: string;
beforeAll(async () => {
  [identity, stranger] = await Promise.all([generateX25519Identity(), generateX25519Identity()]);
});

async function sealed(text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  return encrypter.encrypt(text);
}

async function fileOf(content: string | Uint8Array, name = "secrets.age"): Promise<string> {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  return file;
}

const readWith = (env: NodeJS.ProcessEnv, file: string) => openAgeFile(file, env).read(names, signal);

describe("an age file", () => {
  it("gives the secrets that it holds, and no others", async () => {
    const file = await fileOf(await sealed(JSON.stringify({ ...secrets, OTHER: "value-of-other" })));
    expect(await readWith({ DRILL_AGE_IDENTITY: identity }, file)).toEqual(secrets);
  });

  it("may be armored", async () => {
    const file = await fileOf(armor.encode(await sealed(JSON.stringify(secrets))));
    expect(await readWith({ DRILL_AGE_IDENTITY: identity }, file)).toEqual(secrets);
  });

  it("opens with one of the identities in a file", async () => {
    const lines = ["# created: 2026-01-31", stranger, "", `${identity}\r`, ""];
    const env = { DRILL_AGE_IDENTITY_FILE: await fileOf(lines.join("\n"), "identities") };
    expect(await readWith(env, await fileOf(await sealed(JSON.stringify(secrets))))).toEqual(secrets);
  });

  it("is not read once nobody waits for it", async () => {
    const file = await fileOf(await sealed(JSON.stringify(secrets)));
    const stopped = AbortSignal.abort(new Error("stopped"));
    const reading = openAgeFile(file, { DRILL_AGE_IDENTITY: identity }).read(names, stopped);
    await expect(reading).rejects.toThrow("stopped");
  });
});

describe("an age file that cannot be read", () => {
  /** What it fails with, once it is sure that nothing secret is in it. */
  async function failureWith(env: NodeJS.ProcessEnv, file: string) {
    const failure = await failureOf(() => readWith(env, file));
    expect(shown(failure)).not.toMatch(/value-of|AGE-SECRET-KEY-1/);
    expect(failure.message).not.toContain("\n");
    return failure;
  }

  it("is missing", async () => {
    const failure = await failureWith({ DRILL_AGE_IDENTITY: identity }, "/no/such/file.age");
    expect(failure).toMatchObject({
      code: "secrets.unreadable",
      message: "age file /no/such/file.age cannot be read: ENOENT",
    });
  });

  it("is for somebody else", async () => {
    const file = await fileOf(await sealed(JSON.stringify(secrets)));
    expect(await failureWith({ DRILL_AGE_IDENTITY: stranger }, file)).toMatchObject({ code: "secrets.unreadable" });
  });

  it.each<[string, (file: Uint8Array) => Uint8Array]>([
    ["cut off", (file) => file.subarray(0, -1)],
    ["changed", (file) => file.map((byte, at) => (at === file.length - 20 ? byte ^ 1 : byte))],
    ["empty", () => new Uint8Array(0)],
  ])("is %s", async (_what, damage) => {
    const file = await fileOf(damage(await sealed(JSON.stringify(secrets))));
    expect(await failureWith({ DRILL_AGE_IDENTITY: identity }, file)).toMatchObject({ code: "secrets.unreadable" });
  });

  it.each([
    ["in clear", JSON.stringify(secrets)],
    ["in clear, within armor", `-----BEGIN AGE ENCRYPTED FILE-----\n${JSON.stringify(secrets)}\n`],
  ])("is %s", async (_what, text) => {
    const failure = await failureWith({ DRILL_AGE_IDENTITY: identity }, await fileOf(text));
    expect(failure).toMatchObject({ code: "secrets.unreadable" });
  });

  it("holds no JSON", async () => {
    const file = await fileOf(await sealed("POSTGRES_PASSWORD=value-of-postgres"));
    const failure = await failureWith({ DRILL_AGE_IDENTITY: identity }, file);
    expect(failure.message).toContain("is not JSON");
  });
});

describe("identities that cannot be used", () => {
  const broken = "AGE-SECRET-KEY-1VALUE-OF-NO-KEY";

  it.each([
    ["broken", broken],
    ["of a plugin", "AGE-PLUGIN-YUBIKEY-1VALUE-OF-NO-KEY"],
    ["only a comment", "# VALUE-OF-NO-KEY"],
  ])("are %s", async (_what, text) => {
    const file = await fileOf(await sealed(JSON.stringify(secrets)));
    for (const env of [{ DRILL_AGE_IDENTITY: text }, { DRILL_AGE_IDENTITY_FILE: await fileOf(text, "identities") }]) {
      const failure = await failureOf(() => readWith(env, file));
      expect(failure).toMatchObject({ code: "secrets.credentials", kind: "usage" });
      expect(shown(failure)).not.toContain("VALUE-OF-NO-KEY");
    }
  });

  it("lie in a file that is missing", async () => {
    const file = await fileOf(await sealed(JSON.stringify(secrets)));
    const failure = await failureOf(() => readWith({ DRILL_AGE_IDENTITY_FILE: "/no/such/file" }, file));
    expect(failure).toMatchObject({
      code: "secrets.unreadable",
      message: "the file that DRILL_AGE_IDENTITY_FILE names cannot be read: ENOENT",
    });
  });
});
