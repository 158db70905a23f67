import { pathSteps, type Step } from "../shared/differences.ts";
import { revealAll } from "../shared/secrecy.ts";
import { isObject, type Properties, type Value, without, withoutNulls } from "../shared/values.ts";
import type { Address, KubeObject } from "./objects.ts";
import { withEncodedData } from "./secret-data.ts";

/** What is sent to the API server for inputs, without secret marks. */
export function bodyOf(inputs: Properties, address: Address): KubeObject {
  const plain = withoutNulls(revealAll(inputs));
  const metadata = without(isObject(plain["metadata"]) ? plain["metadata"] : {}, "namespace");
  const { namespace, name } = address;
  return withEncodedData({
    ...plain,
    apiVersion: address.apiVersion,
    kind: address.kind,
    metadata: {
      ...metadata,
      ...(name === "" ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    },
  });
}

/** Gives ignored fields the value that they have now: applying it takes nothing from whoever set it. */
export function withIgnored(body: KubeObject, live: KubeObject, ignoreChanges: string[]): KubeObject {
  return ignoreChanges.reduce<KubeObject>(
    (result, path) => replaced(result as Value, live as Value, pathSteps(path)) as unknown as KubeObject,
    body,
  );
}

function replaced(value: Value, live: Value | undefined, [step, ...rest]: Step[]): Value {
  if (step === undefined) return live ?? value;
  if (Array.isArray(value)) {
    return value.map((each, index) =>
      step === "*" || step === index ? replaced(each, Array.isArray(live) ? live[index] : undefined, rest) : each,
    );
  }
  if (!isObject(value)) return value;
  const now = isObject(live) ? live : {};
  const keys = step === "*" ? Object.keys(value) : [String(step)].filter((key) => value[key] !== undefined);
  return { ...value, ...Object.fromEntries(keys.map((key) => [key, replaced(value[key] ?? null, now[key], rest)])) };
}
