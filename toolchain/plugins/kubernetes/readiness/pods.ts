import type { KubeObject } from "../objects.ts";
import { because, condition } from "./readiness.ts";
import { podReadiness } from "./single-objects.ts";

interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

interface ContainerStatus {
  name: string;
  ready?: boolean;
  state?: {
    waiting?: { reason?: string; message?: string };
    terminated?: { reason?: string; message?: string; exitCode?: number };
  };
}

/** The label selector of a workload's pods as a query; undefined for objects that have none. */
export function podSelector(object: KubeObject): string | undefined {
  const { selector } = (object["spec"] ?? {}) as { selector?: LabelSelector };
  if (selector?.matchLabels === undefined && selector?.matchExpressions === undefined) return undefined;
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator === "In" ? "in" : "notin"} (${values.join(",")})`;
  });
  return [...labels, ...expressions].join(",");
}

/** One line for each pod that is not ready, with the reason that it or its containers give. */
export function podTroubles(pods: KubeObject[]): string[] {
  return pods
    .filter((pod) => podReadiness(pod).state !== "ready")
    .map((pod) => `pod ${pod.metadata.name ?? ""}: ${troubleOf(pod)}`);
}

function troubleOf(pod: KubeObject): string {
  const unscheduled = condition(pod, "PodScheduled", "False");
  if (unscheduled !== undefined) return because(unscheduled);
  const status = (pod["status"] ?? {}) as {
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const troubles = containers.flatMap(containerTrouble);
  if (troubles.length > 0) return troubles.join(", ");
  const seen = podReadiness(pod);
  return seen.state === "ready" ? "ready" : seen.why;
}

function containerTrouble({ name, ready, state }: ContainerStatus): string[] {
  if (state?.waiting !== undefined) return [`container ${name}: ${because(state.waiting)}`];
  const { terminated } = state ?? {};
  if (terminated !== undefined && terminated.exitCode !== 0) {
    return [`container ${name}: ${because(terminated)}, exit code ${terminated.exitCode ?? "unknown"}`];
  }
  return ready === false && terminated === undefined ? [`container ${name} is not ready`] : [];
}
