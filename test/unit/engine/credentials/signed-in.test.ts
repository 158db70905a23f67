import { describe, expect, it } from "vitest";
import { type Credential, signedIn, type SignInParts } from "../../../../engine/credentials/signed-in.ts";
import { signToken } from "../../../../engine/credentials/token.ts";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { someOutputs } from "../../../helpers/outputs.ts";

const impatience = { proofMs: 0, undoMs: 0, guardMs: 0, everyMs: 0 };

/** A target whose Postgres fails the statements that begin with these words, each so many times. */
function target(failures: Record<string, number> = {}) {
  const log: string[] = [];
  const rows = new Set<string>();
  const learnt: string[] = [];
  const askPostgres = async (statement: string, [id = ""]: string[]) => {
    const word = statement.split(" ", 1)[0] ?? "";
    log.push(word);
    const left = failures[word] ?? 0;
    failures[word] = left - 1;
    if (left > 0) throw new Error(`${word} refused`);
    if (word === "insert") rows.add(id);
    if (word === "delete") rows.delete(id);
  };
  const parts: Partial<SignInParts> = {
    environment: someOutputs(),
    journal: { append: (event: NewEvent) => void log.push("action" in event ? event.action : event.type) },
    writer: { learn: (secrets) => void learnt.push(...secrets) },
    askPostgres,
  };
  return { log, rows, learnt, parts: parts as SignInParts };
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { sub: string; exp: number };

describe("signToken", () => {
  it("signs what the claims say", () => {
    expect(signToken("the-key", { sub: "user-1", exp: 1_700_000_000 })).toBe(
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c2VyLTEiLCJleHAiOjE3MDAwMDAwMDB9.TIFL3pqMlUYNPghWMoxIBhT3v6Ayf91zNo1Hx7Ocx1g",
    );
  });
});

describe("signedIn", () => {
  it("has a user while the body runs, and none afterwards", async () => {
    const { log, rows, parts } = target();
    const during = await signedIn(parts, 60_000, async ({ token }) => {
      log.push("body");
      return { rows: [...rows], sub: claimsOf(token).sub };
    });
    expect(during.rows).toEqual([during.sub]);
    expect(rows.size).toBe(0);
    expect(log).toEqual(["create", "seed-user", "insert", "body", "delete", "remove-user"]);
  });

  it("gives tokens of that user and of nobody, which expire and are known to be secret before they are used", async () => {
    const { learnt, rows, parts } = target();
    const before = Date.now();
    await signedIn(parts, 60_000, async (credential: Credential) => {
      expect(learnt).toEqual(Object.values(credential));
      const { sub, exp } = claimsOf(credential.token);
      expect(rows.has(claimsOf(credential.strangersToken).sub)).toBe(false);
      expect(exp * 1_000).toBeGreaterThan(before);
      expect(exp * 1_000).toBeLessThanOrEqual(Date.now() + 60_000);
      expect(credential.token).toBe(signToken("jwt-secret", { sub, exp }));
    });
  });

  it("removes the user of a body that fails", async () => {
    const { rows, parts } = target();
    await expect(signedIn(parts, 1_000, () => Promise.reject(new Error("aborted")))).rejects.toThrow("aborted");
    expect(rows.size).toBe(0);
  });

  it("removes a user of whom it is not known whether it was made", async () => {
    const { log, parts } = target({ insert: 1 });
    await expect(signedIn(parts, 1_000, async () => undefined)).rejects.toThrow("insert refused");
    expect(log.at(-1)).toBe("remove-user");
  });

  it("has nothing to remove where there cannot be users", async () => {
    const { log, parts } = target({ create: 1 });
    await expect(signedIn(parts, 1_000, async () => undefined)).rejects.toThrow("create refused");
    expect(log).toEqual(["create"]);
  });

  it("waits for a Postgres that comes back", async () => {
    const { rows, parts } = target({ delete: 2 });
    const patience = { ...impatience, undoMs: 10_000, everyMs: 1 };
    expect(await signedIn(parts, 1_000, async () => "done", patience)).toBe("done");
    expect(rows.size).toBe(0);
  });

  it("says which row is left, and how to remove it", async () => {
    const { rows, parts } = target({ delete: 9 });
    const left = signedIn(parts, 1_000, async () => undefined, impatience);
    await expect(left).rejects.toMatchObject({
      code: "wait.timeout",
      message: expect.stringContaining("delete refused"),
      remedy: expect.stringMatching(/delete from users where id = '[-0-9a-f]{36}'$/),
    });
    expect(rows.size).toBe(1);
  });
});
