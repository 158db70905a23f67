import type { CheckRequest } from "../shared/resource-provider.ts";
import { revealAll, withSecrecyOf } from "../shared/secrecy.ts";
import { isObject, type Properties, type Value, withoutNulls } from "../shared/values.ts";
import { autoname, autonamed } from "./autoname.ts";
import { type Kind, annotation } from "./objects.ts";
import { withSecretData } from "./secret-data.ts";

/**
 * Completes a program's inputs: apiVersion, kind, a name, a namespace. Neither unknowns nor secret marks are lost.
 * @param namespace of objects that name none; undefined for cluster-scoped kinds and where no cluster can be asked
 */
export function checkInputs(
  request: Pick<CheckRequest, "name" | "olds" | "news" | "randomSeed">,
  kind: Kind,
  namespace: string | undefined,
): Properties {
  const news = withoutNulls(revealAll(request.news));
  const olds = revealAll(request.olds);
  const metadata = news["metadata"] ?? {};
  const named = isObject(metadata) ? withName(metadata, olds, request) : metadata;
  const placed = isObject(named) && namespace !== undefined ? { namespace, ...named } : named;
  const inputs: Properties = { apiVersion: kind.apiVersion, kind: kind.kind, ...news, metadata: placed };
  return withSecretData(withSecrecyOf(inputs, request.news));
}

function withName(metadata: Properties, olds: Properties, request: Pick<CheckRequest, "name" | "randomSeed">): Value {
  if (metadata["name"] !== undefined || metadata["generateName"] !== undefined) return metadata;
  const annotations = metadata["annotations"] ?? {};
  if (!isObject(annotations)) return metadata;
  const old = isObject(olds["metadata"]) ? olds["metadata"]["name"] : undefined;
  const kept = annotation(olds, autonamed) === "true" ? old : undefined;
  const name = kept ?? autoname(request.name, request.randomSeed);
  return { ...metadata, name, annotations: { ...annotations, [autonamed]: "true" } };
}
