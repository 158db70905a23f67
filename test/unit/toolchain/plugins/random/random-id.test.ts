import { describe, expect, it } from "vitest";
import { idForms, randomId } from "../../../../../toolchain/plugins/random/random-id.ts";

describe("an id", () => {
  it("has the forms of its bytes, all but one with the prefix", () => {
    expect(idForms(Buffer.from([0, 251, 255, 254]), "run-")).toEqual({
      bare: "APv__g",
      b64Url: "run-APv__g",
      b64Std: "run-APv//g==",
      hex: "run-00fbfffe",
      dec: "run-16515070",
    });
  });

  it("has as many bytes as asked for, and is another each time", () => {
    expect(randomId(9, "").hex).toHaveLength(18);
    expect(randomId(9, "").hex).not.toBe(randomId(9, "").hex);
  });
});
