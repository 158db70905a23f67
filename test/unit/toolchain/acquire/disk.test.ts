import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freeBytes, requireFree } from "../../../../toolchain/acquire/disk.ts";
import { temporaryFolder } from "../bench.ts";

describe("requireFree", () => {
  it("looks at the disk that a folder will be on before it is there", async () => {
    await using folder = await temporaryFolder();
    const later = join(folder.path, "not", "yet");
    expect(await freeBytes(later)).toBeGreaterThan(0);
    await expect(requireFree(later, 1, "building x")).resolves.toBeUndefined();
  });

  it("says how much is needed, how much is there and what to do", async () => {
    await using folder = await temporaryFolder();
    await expect(requireFree(folder.path, 1e18, "building x")).rejects.toMatchObject({
      code: "disk.full",
      message: expect.stringMatching(/^building x needs 1000000000\.0 GB free at .*; [\d.]+ [GM]B are free$/),
      remedy: expect.stringContaining("DRILL_CACHE_DIR"),
    });
  });
});
