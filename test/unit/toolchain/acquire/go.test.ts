import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { goSuffices, requireGo } from "../../../../toolchain/acquire/go.ts";
import { temporaryFolder, writeProgram } from "../bench.ts";

const module = join(import.meta.dirname, "..", "fixtures", "hello");
const oldGo = `#!/bin/sh\necho '{"GOVERSION":"go1.19.8","GOCACHE":"/c","GOMODCACHE":"/m"}'\n`;

describe("requireGo", () => {
  it.each([
    ["go1.26.8", "1.26", true],
    ["go1.26", "1.26.0", true],
    ["go1.30.0", "1.26", true],
    ["go1.25.9", "1.26", false],
    ["go1.26.0", "1.26.1", false],
    ["devel go1.27-abc", "1.26", true],
  ])("%s for %s: %s", (version, wanted, enough) => {
    expect(goSuffices(version, wanted)).toBe(enough);
  });

  it("says that there is no Go, and which to install", async () => {
    await using folder = await temporaryFolder();
    await expect(requireGo({ PATH: folder.path }, module)).rejects.toMatchObject({
      code: "go.missing",
      remedy: expect.stringContaining("Go 1.21 or later"),
    });
  });

  it("says that the Go on PATH is too old", async () => {
    await using folder = await temporaryFolder();
    await writeProgram(join(folder.path, "go"), oldGo);
    await expect(requireGo({ PATH: folder.path }, module)).rejects.toMatchObject({
      code: "go.old",
      message: expect.stringContaining("go1.19.8"),
    });
  });
});
