import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signWith,
  verify,
} from "node:crypto";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";

/** A key pair that manifests are signed with. */
export interface SigningKey {
  /** PEM, PKCS #8; a secret */
  privateKey: string;
  /** the 32 bytes in base64 */
  publicKey: string;
}

/** "unknown-key" = it is right, but by nobody who is trusted. */
export type SignatureState = "good" | "unknown-key" | "bad";

const signatureText = z.strictObject({
  algorithm: z.literal("ed25519"),
  publicKey: z.base64(),
  signature: z.base64(),
});

const publicKeyBytes = 32;
/** What stands before the bytes of an Ed25519 key in DER (RFC 8410). */
const derPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** Makes a new key pair. */
export function generateSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), publicKey: rawKey(publicKey) };
}

/**
 * Signs bytes as they are. @returns JSON with the public key and the signature
 * @throws DrillError backup.signing-key
 */
export function sign(bytes: Uint8Array, privateKeyPem: string): string {
  const key = readPrivateKey(privateKeyPem);
  const signature = signWith(null, bytes, key).toString("base64");
  const signed: z.infer<typeof signatureText> = {
    algorithm: "ed25519",
    publicKey: rawKey(createPublicKey(key)),
    signature,
  };
  return `${JSON.stringify(signed)}\n`;
}

/** The public half of a private key, in base64. @throws DrillError backup.signing-key */
export const publicKeyOf = (privateKeyPem: string): string => rawKey(createPublicKey(readPrivateKey(privateKeyPem)));

/** Checks what `sign` returned; text that makes no sense is a bad signature. @param trustedPublicKeys base64 */
export function verifySignature(
  bytes: Uint8Array,
  signatureJson: string,
  trustedPublicKeys: readonly string[],
): SignatureState {
  const signed = readSignature(signatureJson);
  if (signed === undefined) return "bad";
  const raw = Buffer.from(signed.publicKey, "base64");
  if (!isSigned(bytes, raw, Buffer.from(signed.signature, "base64"))) return "bad";
  return trustedPublicKeys.some((trusted) => Buffer.from(trusted, "base64").equals(raw)) ? "good" : "unknown-key";
}

const rawKey = (key: KeyObject): string =>
  key.export({ type: "spki", format: "der" }).subarray(-publicKeyBytes).toString("base64");

function readPrivateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // What the parser says of a secret is shown to nobody.
  }
  throw new DrillError({
    code: "backup.signing-key",
    kind: "usage",
    message: "the key that manifests are signed with is no Ed25519 private key in PEM (PKCS #8)",
    remedy: "make one with: openssl genpkey -algorithm ed25519",
  });
}

function readSignature(json: string): z.infer<typeof signatureText> | undefined {
  try {
    return signatureText.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

function isSigned(bytes: Uint8Array, raw: Buffer, signature: Buffer): boolean {
  if (raw.length !== publicKeyBytes) return false;
  try {
    const key = createPublicKey({ key: Buffer.concat([derPrefix, raw]), format: "der", type: "spki" });
    return verify(null, bytes, key, signature);
  } catch {
    return false;
  }
}
