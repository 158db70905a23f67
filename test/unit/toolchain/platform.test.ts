import { describe, expect, it } from "vitest";
import { hostPlatform, platformName } from "../../../toolchain/platform.ts";

describe("hostPlatform", () => {
  it.each([
    ["linux", "x64", "linux/amd64"],
    ["linux", "arm64", "linux/arm64"],
    ["darwin", "arm64", "darwin/arm64"],
  ])("%s on %s is %s", (os, arch, name) => {
    expect(platformName(hostPlatform(os, arch))).toBe(name);
  });

  it.each([
    ["win32", "x64"],
    ["linux", "riscv64"],
  ])("refuses %s on %s", (os, arch) => {
    expect(() => hostPlatform(os, arch)).toThrow(expect.objectContaining({ code: "platform.unsupported" }));
  });
});
