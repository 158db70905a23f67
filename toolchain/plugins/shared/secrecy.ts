import * as rpc from "@pulumi/pulumi/runtime/rpc.js";
import { isObject, type Properties, type Value } from "./values.ts";

/** Marks a value as secret; the engine encrypts it in the state and hides it in its output. */
export function secret(value: Value): Value {
  return isSecret(value) ? value : { [rpc.specialSigKey]: rpc.specialSecretSig, value };
}

/** Whether the value itself is marked. */
export function isSecret(value: Value | undefined): value is Properties {
  return isObject(value) && value[rpc.specialSigKey] === rpc.specialSecretSig;
}

/** The value with every secret mark taken off, at any depth. */
export function reveal(value: Value): Value {
  if (isSecret(value)) return reveal(value["value"] ?? null);
  if (Array.isArray(value)) return value.map(reveal);
  return isObject(value) ? revealAll(value) : value;
}

/** A bag with every secret mark taken off, at any depth. */
export function revealAll(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, reveal(value)]));
}

/** Whether the value is, or holds at any depth, a secret. */
export function containsSecret(value: Value | undefined): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isObject(value) && Object.values(value).some(containsSecret);
}

/**
 * Marks in `bag` what is secret in `model`. Objects are walked key by key; a list with one secret in it is secret
 * whole, because a server may have reordered it.
 */
export function withSecrecyOf(bag: Properties, model: Properties): Properties {
  const mark = (value: Value, like: Value | undefined): Value => {
    if (!containsSecret(like)) return value;
    const both = isObject(value) && !isSecret(value) && isObject(like) && !isSecret(like);
    return both ? withSecrecyOf(value, like) : secret(value);
  };
  return Object.fromEntries(Object.entries(bag).map(([key, value]) => [key, mark(value, model[key])]));
}

/** Every text inside a secret, to be hidden in messages. */
export function secretTexts(value: Value | undefined): string[] {
  if (isSecret(value)) return textsIn(reveal(value));
  if (Array.isArray(value)) return value.flatMap(secretTexts);
  return isObject(value) ? Object.values(value).flatMap(secretTexts) : [];
}

function textsIn(value: Value): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
