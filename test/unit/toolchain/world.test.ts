import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findWorld, rememberedWorld, rememberWorld } from "../../../toolchain/world.ts";

it("is what the user says, whatever was remembered", async () => {
  expect(await findWorld({ DRILL_WORLD: "connected" }, "registry-only")).toBe("connected");
  expect(await findWorld({ DRILL_WORLD: "registry-only" }, "connected")).toBe("registry-only");
});

it("is remembered for a day", async () => {
  const folder = await mkdtemp(join(tmpdir(), "drill-world-"));
  try {
    expect(await rememberedWorld(folder)).toBeUndefined();
    await rememberWorld(folder, "registry-only", 1_000);
    expect(await rememberedWorld(folder, 1_000 + 3_600_000)).toBe("registry-only");
    expect(await findWorld({}, await rememberedWorld(folder, 2_000))).toBe("registry-only");
    expect(await rememberedWorld(folder, 1_000 + 25 * 3_600_000)).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
