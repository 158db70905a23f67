import { createHmac } from "node:crypto";
import { bearer, type Claims } from "../../contract/credentials.ts";

/** A JSON Web Token (RFC 7519) as BIOwerk's mesh takes it. @param secret the environment's JWT_SECRET_KEY */
export function signToken(secret: string, claims: Claims): string {
  const signed = `${encoded({ alg: bearer.algorithm, typ: "JWT" })}.${encoded(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
