import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkUpstreamScripts, upstreamScripts } from "../../../../engine/recovery/upstream-scripts.ts";

async function checkoutWith(...paths: string[]): Promise<string> {
  const checkout = await mkdtemp(join(tmpdir(), "drill-checkout-"));
  onTestFinished(() => rm(checkout, { recursive: true }));
  for (const path of paths) {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), "");
  }
  return checkout;
}

describe("checkUpstreamScripts", () => {
  it("says that it did not look where there is no checkout", async () => {
    const { gaps, notes } = await checkUpstreamScripts(undefined);
    expect(gaps).toEqual([]);
    expect(notes).toEqual([expect.stringContaining("were not looked at")]);
  });

  it("finds each script that is missing, with what does its work", async () => {
    const { gaps } = await checkUpstreamScripts(await checkoutWith());
    expect(gaps).toHaveLength(upstreamScripts.length);
    expect(gaps).toContainEqual({
      kind: "upstream-script",
      subject: "scripts/backup.py",
      detail: "it is not there",
      remedy: "use instead: drill backup --all --output s3://bucket/ts/",
    });
  });

  it("finds scripts that are there and known to fail", async () => {
    const path = "backup-service/scripts/restore_postgres.sh";
    const { gaps } = await checkUpstreamScripts(await checkoutWith(path));
    expect(gaps.find(({ subject }) => subject === path)?.detail).toMatch(/^known to fail: it drops the database/);
  });

  it("does not judge a script that nobody knew", async () => {
    const { gaps, notes } = await checkUpstreamScripts(await checkoutWith("scripts/backup.py"));
    expect(gaps.map(({ subject }) => subject)).not.toContain("scripts/backup.py");
    expect(notes).toEqual(["scripts/backup.py is there by now; it was not tried"]);
  });
});
