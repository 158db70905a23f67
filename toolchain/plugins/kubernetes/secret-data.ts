import { secret } from "../shared/secrecy.ts";
import { isObject, type Properties, type Value } from "../shared/values.ts";
import type { KubeObject } from "./objects.ts";

/** Marks the contents of a Secret as secret, whether or not the program did. */
export function withSecretData(properties: Properties): Properties {
  if (properties["apiVersion"] !== "v1" || properties["kind"] !== "Secret") return properties;
  const contents = Object.entries(properties).filter(([key]) => key === "data" || key === "stringData");
  return { ...properties, ...Object.fromEntries(contents.map(([key, value]) => [key, secret(value)])) };
}

/**
 * Writes a Secret's stringData as data. The server would do the same, but would then not know whose the keys are, and
 * a later apply could not remove one.
 */
export function withEncodedData(object: KubeObject): KubeObject {
  if (object.apiVersion !== "v1" || object.kind !== "Secret" || object["stringData"] === undefined) return object;
  const { stringData, ...rest } = object;
  const texts = Object.entries(stringData as Record<string, string>);
  const encoded = texts.map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  return { ...rest, data: { ...(object["data"] as object | undefined), ...Object.fromEntries(encoded) } } as KubeObject;
}

/** The other way round, to compare what the server holds with a program's stringData. */
export function withDecodedData(properties: Properties): Properties {
  if (properties["apiVersion"] !== "v1" || properties["kind"] !== "Secret" || !isObject(properties["data"])) {
    return properties;
  }
  const texts = Object.entries(properties["data"]).map(([key, encoded]) => [key, decoded(encoded)]);
  return { ...properties, stringData: Object.fromEntries(texts) as Properties };
}

function decoded(encoded: Value): string {
  return Buffer.from(String(encoded), "base64").toString("utf8");
}
