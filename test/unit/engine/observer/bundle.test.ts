import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { bundleObserver } from "../../../../engine/observer/bundle.ts";

it("is one file that runs by itself and names its roles", async () => {
  const folder = await mkdtemp(join(tmpdir(), "drill-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "observer.mjs");
  await bundleObserver(file);
  const run = promisify(execFile)(process.execPath, [file, "nonsense"]);
  await expect(run).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/alert-receiver, mongo-exporter, log-keeper/),
  });
});
