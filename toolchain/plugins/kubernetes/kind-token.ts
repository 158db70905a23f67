import type { Kind } from "./objects.ts";

const clientSide = /^(?:helm|helm\.sh|yaml|kustomize)(?:\/|$)/;

/**
 * The kind behind a type token such as "kubernetes:apps/v1:Deployment".
 * @throws Error for what only the official plugin does, and for what it would not take either
 */
export function kindOf(token: string): Kind {
  const [, module, kind] = /^kubernetes:([^:]+):([^:]+)$/.exec(token) ?? [];
  if (module === undefined || kind === undefined || clientSide.test(module)) throw refused(token);
  // Lists and patches are types of the package, not kinds that an API server stores.
  if (/(?:Patch|List)$/.test(kind)) throw refused(token);
  if (module.split("/").length !== 2) {
    throw new Error(`${token} does not have both a group and a version: core/v1, not v1`);
  }
  return { apiVersion: module.replace(/^core\//, ""), kind };
}

/** Why a type or function is not served here, and what does serve it. */
export function refused(token: string): Error {
  return new Error(
    `${token} is not served by the hermetic stand-in of the kubernetes plugin, only by the official one: ` +
      "pulumi plugin install resource kubernetes",
  );
}
