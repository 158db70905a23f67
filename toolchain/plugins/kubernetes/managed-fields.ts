import { isObject, type Properties } from "../shared/values.ts";
import type { KubeObject, ManagedFields } from "./objects.ts";

/**
 * Creating an object and applying it count as two writers, though the name is one: the first apply would clash with
 * the creation and could remove nothing that it set. This gives all fields of the creation to the applying writer.
 * @returns a JSON patch, or undefined when there is nothing to hand over
 */
export function handOver({ metadata }: KubeObject, fieldManager: string): unknown[] | undefined {
  const fields = metadata.managedFields ?? [];
  const isOurs = (entry: ManagedFields) => entry.manager === fieldManager && (entry.subresource ?? "") === "";
  const created = fields.find((entry) => isOurs(entry) && entry.operation === "Update");
  if (created === undefined) return undefined;
  const applied = fields.find((entry) => isOurs(entry) && entry.operation === "Apply");
  const owned = union(created.fieldsV1 ?? {}, applied?.fieldsV1 ?? {});
  const ours = { ...created, operation: "Apply", fieldsV1: owned };
  const others = fields.filter((entry) => entry !== created && entry !== applied);
  return [
    { op: "replace", path: "/metadata/managedFields", value: [...others, ours] },
    // Refused if somebody wrote in between.
    { op: "replace", path: "/metadata/resourceVersion", value: metadata.resourceVersion },
  ];
}

function union(left: Properties, right: Properties): Properties {
  const shared = Object.entries(right).map(([key, value]) => {
    const other = left[key];
    return [key, isObject(value) && isObject(other) ? union(other, value) : value] as const;
  });
  return { ...left, ...Object.fromEntries(shared) };
}
