import { isDeepStrictEqual } from "node:util";
import { revealAll, withSecrecyOf } from "../shared/secrecy.ts";
import { isObject, type Properties, type Value, without } from "../shared/values.ts";
import type { KubeObject } from "./objects.ts";
import { withDecodedData, withSecretData } from "./secret-data.ts";

/** Remembers under which name the object's fields were written, for the next apply. */
export const fieldManagerKey = "__fieldManager";

/**
 * The live object as outputs, with everything secret that is secret in the inputs.
 * @param fieldManager undefined for an object that was not made here
 */
export function outputsOf(live: KubeObject, inputs: Properties, fieldManager: Value | undefined): Properties {
  const outputs = withSecretData(withSecrecyOf(live as Properties, inputs));
  return fieldManager === undefined ? outputs : { ...outputs, [fieldManagerKey]: fieldManager };
}

/**
 * The inputs that would give the live object: the old ones, except where the object changed since it was last seen.
 * What the server writes differently (1000m and 1, stringData and data) is no change.
 */
export function inputsOf(live: KubeObject, oldInputs: Properties, oldOutputs: Properties): Properties {
  const [seen, now] = [revealAll(oldOutputs), live as Properties].map(withDecodedData);
  const inputs = merged(revealAll(oldInputs), seen, now ?? {});
  return withSecretData(withSecrecyOf(inputs as Properties, oldInputs));
}

function merged(input: Value, seen: Value | undefined, live: Value): Value {
  if (isDeepStrictEqual(seen, live)) return input;
  if (Array.isArray(input) && Array.isArray(seen) && Array.isArray(live)) {
    const same = input.length === seen.length && seen.length === live.length;
    return same ? input.map((each, index) => merged(each, seen[index], live[index] ?? null)) : live;
  }
  if (!isObject(input) || !isObject(live)) return live;
  const before = isObject(seen) ? seen : {};
  const entries = Object.entries(input).flatMap(([key, value]): [string, Value][] => {
    const now = live[key];
    if (now !== undefined) return [[key, merged(value, before[key], now)]];
    return before[key] === undefined ? [[key, value]] : [];
  });
  return Object.fromEntries(entries);
}

/** Inputs for an object that was not made here: what a program could have written. */
export function importedInputs(live: KubeObject): Properties {
  const { name, namespace, labels, annotations } = live.metadata as Properties;
  const given = Object.entries({ name, namespace, labels, annotations }).filter(([, value]) => value !== undefined);
  return withSecretData({
    ...without(live as Properties, "status"),
    metadata: Object.fromEntries(given) as Properties,
  });
}
