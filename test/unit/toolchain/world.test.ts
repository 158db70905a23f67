import { describe, expect, it } from "vitest";
import { findWorld, knownWorld } from "../../../toolchain/world.ts";
import { filesBelow, temporaryFolder } from "./bench.ts";

const hour = 3_600_000;
const never = () => Promise.reject(new Error("looked"));
const answers = () => Promise.resolve(true);
const isSilent = () => Promise.resolve(false);

describe("findWorld", () => {
  it("is what the user says, for that run alone", async () => {
    await using folder = await temporaryFolder();
    expect(await findWorld({ DRILL_WORLD: "connected" }, folder.path, never)).toBe("connected");
    expect(await filesBelow(folder.path)).toEqual([]);
    expect(await findWorld({}, folder.path, isSilent, 0)).toBe("registry-only");
    expect(await findWorld({ DRILL_WORLD: "connected" }, folder.path, never, 1)).toBe("connected");
    expect(await findWorld({}, folder.path, never, 2)).toBe("registry-only");
  });

  it("is what a look found in the last hour, and then looked for again", async () => {
    await using folder = await temporaryFolder();
    expect(await findWorld({}, folder.path, isSilent, 0)).toBe("registry-only");
    expect(await findWorld({}, folder.path, never, hour - 1)).toBe("registry-only");
    expect(await findWorld({}, folder.path, answers, hour)).toBe("connected");
    expect(await knownWorld({}, folder.path, hour)).toBe("connected");
  });

  it("refuses a world that there is not", async () => {
    await using folder = await temporaryFolder();
    await expect(findWorld({ DRILL_WORLD: "conected" }, folder.path, never)).rejects.toMatchObject({
      code: "world.unknown",
      kind: "usage",
      remedy: expect.stringContaining("connected or registry-only"),
    });
  });
});

it("knownWorld never looks", async () => {
  await using folder = await temporaryFolder();
  expect(await knownWorld({}, folder.path)).toBeUndefined();
  expect(await knownWorld({ DRILL_WORLD: "registry-only" }, folder.path)).toBe("registry-only");
});
