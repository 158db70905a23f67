import semver from "semver";
import { describe, expect, it } from "vitest";
import { observabilityImages, officialImages } from "../../../../toolchain/images/connected.ts";

const versionOf = (ref: string) => semver.coerce(/:v?([^@]+)/.exec(ref)?.[1] ?? "");

describe("the official images", () => {
  it.each(Object.entries(officialImages))("%s is pinned to a full version", (_role, ref) => {
    expect(ref).toMatch(/^[a-z/]+:v?\d+\.\d+(?:\.\d+)?(?:-[a-z-]+)?(?:@sha256:[0-9a-f]{64})?$/);
  });

  it.each(Object.entries(observabilityImages))("%s is pinned to a full version", (_role, ref) => {
    expect(ref).toMatch(/^[a-z0-9._/-]+:v\d+\.\d+\.\d+$/);
  });

  it("have a MongoDB that does not give its memory away to whoever connects (CVE-2025-14847)", () => {
    expect(semver.satisfies(versionOf(officialImages.documents) ?? "0.0.0", "^7.0.28")).toBe(true);
  });

  it("run the reference on a Node that strips types", () => {
    expect(semver.gte(versionOf(officialImages.runtime) ?? "0.0.0", "22.18.0")).toBe(true);
  });
});
