import { randomBytes } from "node:crypto";

/** The forms of a random id; all but the bare one start with the prefix. */
export interface IdForms {
  /** the resource's id: URL-safe base64 without the prefix */
  bare: string;
  b64Url: string;
  b64Std: string;
  hex: string;
  dec: string;
}

/** An id from the system's cryptographic random source. */
export function randomId(byteLength: number, prefix: string): IdForms {
  return idForms(randomBytes(byteLength), prefix);
}

/** Writes bytes in all forms. */
export function idForms(bytes: Buffer, prefix: string): IdForms {
  const hex = bytes.toString("hex");
  const bare = bytes.toString("base64url");
  return {
    bare,
    b64Url: prefix + bare,
    b64Std: prefix + bytes.toString("base64"),
    hex: prefix + hex,
    dec: prefix + BigInt(`0x${hex}`).toString(),
  };
}
