import { differences, pathText } from "../shared/differences.ts";
import type { Difference } from "../shared/resource-provider.ts";
import { revealAll } from "../shared/secrecy.ts";
import { isObject, type Properties, without, withoutNulls } from "../shared/values.ts";
import { autonamed } from "./autoname.ts";
import { type Kind, annotation } from "./objects.ts";
import { mustReplace } from "./replacing.ts";

/** What the provider's configuration says about differences. */
export interface DiffSettings {
  /** what a missing namespace means */
  namespace: string;
  /** kinds whose contents change in place */
  mutable: string[];
}

/** Compares checked inputs. An unknown counts as a change of what was there. */
export function diffInputs(
  kind: Kind,
  oldInputs: Properties,
  newInputs: Properties,
  { namespace, mutable }: DiffSettings,
): Difference {
  const [olds, news] = samePlace(withoutNulls(revealAll(oldInputs)), withoutNulls(revealAll(newInputs)), namespace);
  const changes = differences(olds, news).map(({ steps, kind: how }) => ({
    path: pathText(steps),
    kind: how,
    replace: mustReplace(kind, steps, olds, mutable),
  }));
  return { changes, deleteBeforeReplace: annotation(news, autonamed) !== "true" && sameName(olds, news) };
}

/** Makes a missing namespace equal to the default one, so that naming it replaces nothing. */
function samePlace(olds: Properties, news: Properties, namespace: string): [Properties, Properties] {
  const [before, after] = [namespaceOf(olds), namespaceOf(news)];
  const same = (before ?? namespace) === (after ?? namespace);
  return same && before !== after ? [withoutNamespace(olds), withoutNamespace(news)] : [olds, news];
}

function withoutNamespace(inputs: Properties): Properties {
  const metadata = isObject(inputs["metadata"]) ? inputs["metadata"] : {};
  return { ...inputs, metadata: without(metadata, "namespace") };
}

function namespaceOf(inputs: Properties) {
  return isObject(inputs["metadata"]) ? inputs["metadata"]["namespace"] : undefined;
}

/** Two objects of one name in one namespace cannot be there at once. */
function sameName(olds: Properties, news: Properties): boolean {
  const name = (inputs: Properties) => (isObject(inputs["metadata"]) ? inputs["metadata"]["name"] : undefined);
  return name(olds) === name(news) && (namespaceOf(olds) ?? "") === (namespaceOf(news) ?? "");
}
