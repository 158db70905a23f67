import type { ClusterApi } from "../probes/cluster-api.ts";
import type { UndoOperation, WorkloadRef } from "./undo.ts";

type RecordedFields = Extract<UndoOperation, { op: "restore-fields" }>["fields"];

const resources = {
  Deployment: "/apis/apps/v1/namespaces/NAMESPACE/deployments",
  StatefulSet: "/apis/apps/v1/namespaces/NAMESPACE/statefulsets",
  HorizontalPodAutoscaler: "/apis/autoscaling/v2/namespaces/NAMESPACE/horizontalpodautoscalers",
  Pod: "/api/v1/namespaces/NAMESPACE/pods",
} as const satisfies Record<WorkloadRef["kind"], string>;

/** Path of a workload at the API server. */
export function workloadPath(namespace: string, { kind, name }: WorkloadRef): string {
  return `${resources[kind].replace("NAMESPACE", namespace)}/${name}`;
}

/** What stands at each path, for an undo to put back. */
export function recordFields(object: unknown, paths: readonly string[]): RecordedFields {
  return paths.map((path) => ({ path, value: valueAt(object, path) ?? null }));
}

/**
 * A JSON patch that sets each field to its value, and removes those whose value is null.
 * @see RFC 6902; `add` replaces what is there, so the patch may be applied any number of times
 */
export function patchOf(fields: RecordedFields): object[] {
  return fields.flatMap(({ path, value }): object[] => {
    const set = { op: "add", path, value };
    // Removing needs something to be there.
    return value === null ? [set, { op: "remove", path }] : [set];
  });
}

function valueAt(object: unknown, pointer: string): unknown {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

/** Sets fields of a workload to the values that are given. */
export async function patchWorkload(
  api: ClusterApi,
  namespace: string,
  workload: WorkloadRef,
  fields: RecordedFields,
): Promise<void> {
  const contentType = "application/json-patch+json";
  const body = JSON.stringify(patchOf(fields));
  await api.write({ method: "PATCH", path: workloadPath(namespace, workload), body, contentType });
}
