import type { Step } from "../shared/differences.ts";
import type { Kind } from "./objects.ts";

/** What cannot be changed in place: a field with all below it, or everything below a field but some. */
type Rule = string | { all: string; but: string[] };

/** The API server's immutable fields, by kind without version. Other kinds keep only what every object keeps. */
const rules: Record<string, Rule[]> = {
  Service: ["spec.clusterIP", "spec.clusterIPs"],
  PersistentVolumeClaim: [{ all: "spec", but: ["resources", "volumeAttributesClassName"] }],
  Pod: ["spec"],
  Secret: ["type"],
  "apps/Deployment": ["spec.selector"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/ReplicaSet": ["spec.selector"],
  "apps/StatefulSet": [
    {
      all: "spec",
      but: [
        "replicas",
        "ordinals",
        "template",
        "updateStrategy",
        "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds",
      ],
    },
  ],
  "batch/Job": ["spec.template", "spec.selector", "spec.completions", "spec.completionMode"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
  "scheduling.k8s.io/PriorityClass": ["value"],
};
const ofEvery: Rule[] = ["apiVersion", "kind", "metadata.name", "metadata.generateName", "metadata.namespace"];
const contents: Rule[] = ["data", "stringData", "binaryData"];

/**
 * Whether a change at this place can only be made by another object. New contents of a ConfigMap or Secret are another
 * object too, as with the official plugin: whoever reads them under the new name starts anew.
 * @param mutable the kinds of the two whose contents change in place, unless the object forbids it
 */
export function mustReplace(kind: Kind, place: Step[], olds: { immutable?: unknown }, mutable: string[]): boolean {
  return rulesOf(keyOf(kind), olds.immutable === true, mutable).some((rule) => covers(rule, place));
}

function rulesOf(key: string, immutable: boolean, mutable: string[]): Rule[] {
  const own = [...ofEvery, ...(rules[key] ?? [])];
  if (key !== "ConfigMap" && key !== "Secret") return own;
  if (immutable) return [...own, ...contents, "immutable"];
  return mutable.includes(key) ? own : [...own, ...contents];
}

function covers(rule: Rule, place: Step[]): boolean {
  const field = (typeof rule === "string" ? rule : rule.all).split(".");
  // A change of a whole parent changes the field too.
  if (!field.every((step, index) => index >= place.length || place[index] === step)) return false;
  return typeof rule === "string" || !rule.but.includes(String(place[field.length] ?? ""));
}

function keyOf({ apiVersion, kind }: Kind): string {
  const [group, version] = apiVersion.split("/");
  return version === undefined ? kind : `${group}/${kind}`;
}
