import { readdir, readFile, stat } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { homeOf } from "../../../../engine/environment/home.ts";
import { configOf, removeHome } from "../../../../engine/environment/record.ts";
import { writeKnownSecrets } from "../../../../engine/environment/secrets-file.ts";
import { parseStackConfig } from "../../../../stacks/config.ts";
import { ownState, recorded, someLease } from "./leases.ts";

let removeState: () => Promise<void>;
beforeEach(async () => {
  removeState = await ownState();
});
afterEach(() => removeState());

const secrets = { POSTGRES_PASSWORD: "value-of-postgres", JWT_SECRET_KEY: 'with "quotes"\nand lines' };

describe("writeKnownSecrets", () => {
  it("writes for the owner alone, whole, and leaves nothing beside it", async () => {
    const { id } = await recorded();
    const before = await readdir(homeOf(id).folder);
    const file = await writeKnownSecrets(id, secrets);
    expect(file).toBe(homeOf(id).secrets);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(secrets);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(homeOf(id).folder)).sort()).toEqual([...before, "secrets.json"].sort());
  });

  it("replaces what was written before", async () => {
    const { id } = await recorded();
    await writeKnownSecrets(id, secrets);
    const file = await writeKnownSecrets(id, { MONGO_PASSWORD: "value-of-mongo" });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ MONGO_PASSWORD: "value-of-mongo" });
  });

  it("writes one of two at a time", async () => {
    const { id } = await recorded();
    const each = [secrets, { MONGO_PASSWORD: "value-of-mongo" }];
    const [file = ""] = await Promise.all(each.map((values) => writeKnownSecrets(id, values)));
    expect(each).toContainEqual(JSON.parse(await readFile(file, "utf8")));
  });

  it("is read by the stack that is told the path", async () => {
    const { id } = await recorded();
    const secretsFile = await writeKnownSecrets(id, secrets);
    const config = { environmentId: id, owner: "someone", ttl: "2h", referenceImage: "r:1", secretsFile };
    expect(parseStackConfig(configOf(someLease({ config })))).toMatchObject({ secrets });
  });

  it("goes with the environment's home, and needs one", async () => {
    const { id } = await recorded();
    await writeKnownSecrets(id, secrets);
    await removeHome(id);
    await expect(writeKnownSecrets(id, secrets)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
