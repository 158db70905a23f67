import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensurePassphrase } from "../../../../engine/environment/passphrase.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "drill-passphrase-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("ensurePassphrase", () => {
  it("makes one for its owner alone", async () => {
    const file = join(folder, "passphrase");
    await ensurePassphrase(file);
    expect((await readFile(file, "utf8")).length).toBeGreaterThanOrEqual(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("never replaces one, and says nothing of it", async () => {
    const file = join(folder, "passphrase");
    await ensurePassphrase(file);
    const first = await readFile(file, "utf8");
    await Promise.all([ensurePassphrase(file), ensurePassphrase(file)]);
    expect(await readFile(file, "utf8")).toBe(first);
  });

  it("does not hide that it could not be made", async () => {
    await expect(ensurePassphrase(join(folder, "missing", "passphrase"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
