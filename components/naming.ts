import { createHash } from "node:crypto";

/** How long the names of the things we name may be, characters. */
export const nameLimits = {
  /** kind itself allows more, but derives longer host names from it */
  kindCluster: 40,
  /** a DNS label: namespaces, services, label values */
  kubernetes: 63,
} as const;

const hashLength = 8;
const labelValuePattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/**
 * Joins the parts to a DNS label. A name that had to be changed or cut ends in a hash of the wanted one, so that
 * different wishes stay different.
 * @param limit longest result, characters; at least 16
 */
export function fitName(parts: readonly string[], limit: number): string {
  const wanted = parts.join("-");
  const plain = trimDashes(wanted.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"));
  if (plain === wanted && plain !== "" && plain.length <= limit) return plain;
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, hashLength);
  const head = trimDashes(plain.slice(0, limit - hashLength - 1));
  return head === "" ? hash : `${head}-${hash}`;
}

/** The text itself where Kubernetes takes it as the value of a label, else a name made of it. */
export function labelValue(text: string): string {
  return labelValuePattern.test(text) ? text : fitName([text], nameLimits.kubernetes);
}

/** Name of the kind cluster of an environment. */
export function kindClusterName(environmentId: string): string {
  return fitName(["biowerk", environmentId], nameLimits.kindCluster);
}

/** Name of the namespace that holds an environment. */
export function namespaceName(environmentId: string): string {
  return fitName(["biowerk", environmentId], nameLimits.kubernetes);
}

const trimDashes = (text: string) => text.replaceAll(/^-+|-+$/g, "");
