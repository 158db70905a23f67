import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheFolder, stateFolder } from "../../../common/folders.ts";

describe.each([
  ["cacheFolder", cacheFolder, "DRILL_CACHE_DIR", "XDG_CACHE_HOME", join(homedir(), ".cache")],
  ["stateFolder", stateFolder, "DRILL_STATE_DIR", "XDG_STATE_HOME", join(homedir(), ".local", "state")],
])("%s", (_name, folder, own, xdg, usual) => {
  it("is the one named for this product", () => {
    expect(folder({ [own]: "/named", [xdg]: "/xdg" })).toBe("/named");
  });

  it("is below the desktop's folder otherwise", () => {
    expect(folder({ [xdg]: "/xdg" })).toBe(join("/xdg", "biowerk-drill"));
  });

  it("is below the home folder where nothing is named", () => {
    expect(folder({})).toBe(join(usual, "biowerk-drill"));
  });
});
