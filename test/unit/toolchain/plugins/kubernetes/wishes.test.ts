import { describe, expect, it } from "vitest";
import { patchForce, propagationOf, timeoutOf } from "../../../../../toolchain/plugins/kubernetes/wishes.ts";
import { secret } from "../../../../../toolchain/plugins/shared/secrecy.ts";

const annotated = (name: string, value: string) => ({ metadata: { annotations: { [`pulumi.com/${name}`]: value } } });

describe("the time to wait", () => {
  it.each([
    ["ten minutes by default", {}, 0, 600_000],
    ["what the annotation says", annotated("timeoutSeconds", "30"), 0, 30_000],
    ["what the options say, before the annotation", annotated("timeoutSeconds", "30"), 5, 5_000],
    ["the default for an annotation that is no number", annotated("timeoutSeconds", "soon"), 0, 600_000],
    ["found under a secret", { metadata: secret(annotated("timeoutSeconds", "30").metadata) }, 0, 30_000],
  ])("is %s", (_, inputs, requested, expected) => {
    expect(timeoutOf(inputs, requested)).toBe(expected);
  });
});

describe("other wishes", () => {
  it("are taken from annotations", () => {
    expect([patchForce({}), patchForce(annotated("patchForce", "true"))]).toEqual([false, true]);
    expect(propagationOf(annotated("deletionPropagationPolicy", "orphan"))).toBe("Orphan");
    expect(propagationOf(annotated("deletionPropagationPolicy", "other"))).toBeUndefined();
  });
});
