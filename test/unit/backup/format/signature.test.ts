import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { generateSigningKey, sign, verifySignature } from "../../../../backup/format/signature.ts";

const bytes = Buffer.from('{"schema":"biowerk-drill/backup/1"}\n');
const key = generateSigningKey();
const other = generateSigningKey();

describe("a signature", () => {
  it("is good where the key is trusted, whatever else is", () => {
    expect(verifySignature(bytes, sign(bytes, key.privateKey), [other.publicKey, key.publicKey])).toBe("good");
  });

  it("names its algorithm and the key of 32 bytes", () => {
    const signed: unknown = JSON.parse(sign(bytes, key.privateKey));
    expect(signed).toEqual({ algorithm: "ed25519", publicKey: key.publicKey, signature: expect.any(String) });
    expect(Buffer.from(key.publicKey, "base64")).toHaveLength(32);
  });

  it("is of an unknown key where nobody trusts it", () => {
    const signed = sign(bytes, key.privateKey);
    expect(verifySignature(bytes, signed, [other.publicKey])).toBe("unknown-key");
    expect(verifySignature(bytes, signed, [])).toBe("unknown-key");
  });

  it("is bad for bytes that differ in one bit", () => {
    const signed = sign(bytes, key.privateKey);
    for (const at of [0, 10, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(verifySignature(changed, signed, [key.publicKey])).toBe("bad");
    }
    expect(verifySignature(bytes.subarray(1), signed, [key.publicKey])).toBe("bad");
  });

  it("is bad where a trusted key was put in the place of the one that signed", () => {
    const signed = sign(bytes, key.privateKey).replace(key.publicKey, other.publicKey);
    expect(verifySignature(bytes, signed, [other.publicKey])).toBe("bad");
  });

  it("agrees with the second example of RFC 8032", () => {
    const hex = (text: string) => Buffer.from(text, "hex").toString("base64");
    const publicKey = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const signature = hex(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    const signed = JSON.stringify({ algorithm: "ed25519", publicKey, signature });
    expect(verifySignature(Buffer.from([0x72]), signed, [publicKey])).toBe("good");
    expect(verifySignature(Buffer.from([0x73]), signed, [publicKey])).toBe("bad");
  });

  const { publicKey } = key;
  it.each([
    ["nothing", ""],
    ["no JSON", "good"],
    ["null", "null"],
    ["another algorithm", JSON.stringify({ algorithm: "none", publicKey, signature: "" })],
    ["no signature", JSON.stringify({ algorithm: "ed25519", publicKey })],
    ["a short key", JSON.stringify({ algorithm: "ed25519", publicKey: "AAAA", signature: "AAAA" })],
    ["a short signature", JSON.stringify({ algorithm: "ed25519", publicKey, signature: "AAAA" })],
    ["a key that is no base64", JSON.stringify({ algorithm: "ed25519", publicKey: "?", signature: "AAAA" })],
  ])("is bad where there is %s", (_what, text) => {
    expect(verifySignature(bytes, text, [publicKey])).toBe("bad");
  });
});

describe("a key to sign with", () => {
  const exchange = generateKeyPairSync("x25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const open = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" });

  it.each([
    ["no PEM", "a-secret-that-is-no-key"],
    ["a key of another kind", exchange.toString()],
    ["a public key", open.toString()],
  ])("must be an Ed25519 private key: %s is refused and not shown", (_what, pem) => {
    const failure = thrownBy(() => sign(bytes, pem));
    expect(failure).toMatchObject({ code: "backup.signing-key", kind: "usage" });
    expect(failure).not.toMatchObject({ message: expect.stringContaining(pem.split("\n")[1] ?? pem) });
    expect(failure).not.toHaveProperty("cause");
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}
