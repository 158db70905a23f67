import { describe, expect, it } from "vitest";
import { redactor } from "../../../common/redact.ts";

describe("redactor", () => {
  it("hides every occurrence of every secret", () => {
    const hide = redactor(["hunter22", "s3cr3t!"]);
    expect(hide("hunter22 and s3cr3t! and hunter22")).toBe("[secret] and [secret] and [secret]");
  });

  it("hides a secret whole that contains another one", () => {
    expect(redactor(["hunter22", "hunter22-and-more"])("x hunter22-and-more y")).toBe("x [secret] y");
  });

  it("takes secrets literally, not as patterns", () => {
    expect(redactor(["a.c*d$&"])("abcd a.c*d$&")).toBe("abcd [secret]");
  });

  it("leaves ordinary text alone where a secret is very short", () => {
    expect(redactor(["on", ""])("one on one")).toBe("one on one");
  });
});
