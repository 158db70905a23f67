import fc from "fast-check";
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

  it.each(["", "     \n   ", "x"])("leaves every text as it is for the secret %j", (secret) => {
    const text = '  {\n    "x": "     \n   "\n  }';
    expect(redactor([secret])(text)).toBe(text);
  });

  const secret = 'p?ss>w~rd/"ü+9';

  it.each([
    ["in a URL", `postgres://biowerk:${encodeURIComponent(secret)}@postgres`, "postgres://biowerk:[secret]@postgres"],
    ["in JSON", JSON.stringify({ password: secret }), '{"password":"[secret]"}'],
    ["in base64", Buffer.from(secret).toString("base64"), "[secret]"],
    ["in base64url", Buffer.from(secret).toString("base64url"), "[secret]"],
  ])("hides a secret %s", (_where, text, hidden) => {
    expect(redactor([secret])(text)).toBe(hidden);
  });

  it("hides a secret within a longer text in base64, wherever it stands there", () => {
    const short = fc.string({ maxLength: 7 });
    fc.assert(
      fc.property(short, fc.string({ minLength: 8, maxLength: 40 }), short, (before, inner, after) => {
        fc.pre(inner.trim().length >= 8);
        const hidden = redactor([inner])(Buffer.from(before + inner + after).toString("base64"));
        expect(hidden).toContain("[secret]");
        // What is left belongs to the neighbours, and at most six bits of either end.
        const left = hidden.replace("[secret]", "").replaceAll("=", "");
        const ofNeighbours = (Buffer.byteLength(before + after) * 8) / 6;
        expect(left.length).toBeLessThanOrEqual(Math.ceil(ofNeighbours) + 2);
      }),
    );
  });

  it("hides each line of a key in PEM, but not its frame", () => {
    const pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";
    const hide = redactor([pem]);
    expect(hide("read MIIEvQIBADANBgkq")).toBe("read [secret]");
    expect(hide("at -----BEGIN PRIVATE KEY-----")).toBe("at -----BEGIN PRIVATE KEY-----");
    expect(hide(`client-key-data: ${Buffer.from(pem).toString("base64")}`)).toBe("client-key-data: [secret]");
  });
});
