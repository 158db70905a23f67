import { beforeEach, describe, expect, it } from "vitest";
import { Recovery } from "../../../../drills/restore/recovery.ts";
import { secretsForTarget } from "../../../../drills/restore/secrets.ts";
import { DrillError } from "../../../../common/errors.ts";
import { gapsDocument, gapsDocumentOf } from "../../../../engine/recovery/gaps.ts";
import type { SecretSource } from "../../../../engine/secret-sources/secret-source.ts";
import { MemoryStore } from "../../../helpers/memory-store.ts";
import { filledStores, sealedIn, someFacts, take } from "../../backup/played-backup.ts";

const names = ["POSTGRES_PASSWORD", "JWT_SECRET_KEY"];
const values = { POSTGRES_PASSWORD: "hidden-postgres", JWT_SECRET_KEY: "hidden-jwt" };

let store: MemoryStore;
let recovery: Recovery;
beforeEach(() => {
  store = new MemoryStore();
  recovery = new Recovery();
});

/** Takes a backup that holds these values, and looks for the secrets that it names. */
async function read(held: Record<string, string> | null, source?: SecretSource) {
  recovery.manifest = await take(store, filledStores(), { facts: someFacts({ secrets: { names, values: held } }) });
  return secretsForTarget(source, recovery, sealedIn(store));
}

const holding = (found: Record<string, string>): SecretSource => ({ name: "age file /x", read: async () => found });

describe("the secrets of what is restored", () => {
  it("come from the backup itself where nothing else is named", async () => {
    expect(await read(values)).toEqual(values);
    expect(recovery).toMatchObject({ missingSecrets: [], gaps: [], secretSource: "the backup itself" });
  });

  it("come from the source that is named, and the backup's are left alone", async () => {
    const others = { POSTGRES_PASSWORD: "other-postgres", JWT_SECRET_KEY: "other-jwt" };
    store.intervene = ({ name, key }) => {
      if (name === "get" && key.startsWith("secrets")) throw new Error("the backup's secrets are not to be opened");
      return undefined;
    };
    expect(await read(values, holding(others))).toEqual(others);
    expect(recovery.secretSource).toBe("age file /x");
  });

  it("are asked for by the names that the backup gives", async () => {
    const asked: (readonly string[])[] = [];
    const source: SecretSource = { name: "s", read: async (wanted) => (asked.push(wanted), values) };
    await read(null, source);
    expect(asked).toEqual([names]);
  });

  it("are one step of the recovery, which names them", async () => {
    await read(values);
    expect(recovery.steps.done).toMatchObject([
      { name: "secrets", result: "ok", command: "read POSTGRES_PASSWORD, JWT_SECRET_KEY from the backup itself" },
    ]);
  });
});

describe("a secret that is missing", () => {
  it("is a gap with what to do, and the others are found all the same", async () => {
    expect(await read(values, holding({ JWT_SECRET_KEY: "hidden-jwt" }))).toEqual({ JWT_SECRET_KEY: "hidden-jwt" });
    expect(recovery.missingSecrets).toEqual(["POSTGRES_PASSWORD"]);
    expect(recovery.gaps).toMatchObject([
      { kind: "missing-secret", subject: "POSTGRES_PASSWORD", remedy: expect.stringContaining("POSTGRES_PASSWORD") },
    ]);
    expect(gapsDocument.parse(gapsDocumentOf(recovery.gaps)).gaps).toEqual(recovery.gaps);
  });

  it("is every one where the backup was told to hold none", async () => {
    expect(await read(null)).toEqual({});
    expect(recovery.missingSecrets).toEqual(names);
  });

  it.each([{}, { JWT_SECRET_KEY: "hidden-jwt" }, values])("shows in no gap and in no step: of %j", async (found) => {
    await read(values, holding(found));
    const { gaps, steps, missingSecrets, secretSource } = recovery;
    const told = JSON.stringify({ gaps, steps: steps.done, missingSecrets, secretSource });
    expect(told).not.toContain("hidden");
  });
});

it("is a step that failed where the source does not answer", async () => {
  const thrown = new DrillError({ code: "secrets.unreachable", kind: "environment", message: "away", remedy: "wait" });
  const source: SecretSource = { name: "Vault", read: () => Promise.reject(thrown) };
  await expect(read(values, source)).rejects.toBe(thrown);
  expect(recovery.steps.done).toMatchObject([{ name: "secrets", result: "failed", remediation: "wait" }]);
});
