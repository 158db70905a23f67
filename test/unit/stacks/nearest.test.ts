import { describe, expect, it } from "vitest";
import { nearest } from "../../../stacks/nearest.ts";

const keys = ["registry", "redisImage", "replicas"];

describe("nearest", () => {
  it.each([
    ["registy", "registry"],
    ["regsitry", "registry"],
    ["redisimage", "redisImage"],
    ["replica", "replicas"],
  ])("%s was meant to be %s", (word, meant) => {
    expect(nearest(word, keys)).toBe(meant);
  });

  it("suggests nothing for a word that is like none", () => {
    expect(nearest("storageClass", keys)).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});
