import { describe, expect, it } from "vitest";
import { DrillError, messageOf } from "../../../common/errors.ts";

describe("DrillError", () => {
  it("carries code, kind, remedy and cause beside its message", () => {
    const cause = new Error("ECONNREFUSED");
    const error = new DrillError({ code: "a.b", kind: "environment", message: "it broke", remedy: "mend it", cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "DrillError", code: "a.b", kind: "environment", remedy: "mend it", cause });
    expect(error.message).toBe("it broke");
  });

  it("has no cause of its own where none was given", () => {
    const error = new DrillError({ code: "a.b", kind: "usage", message: "m", remedy: "r" });
    expect("cause" in error).toBe(false);
  });
});

describe("messageOf", () => {
  it.each([
    [new Error("first\nsecond"), "first"],
    [new Error(""), ""],
    ["text", "text"],
    [42, "42"],
    [undefined, "undefined"],
  ])("of %o is one line", (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});
