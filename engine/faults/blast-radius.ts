import { guardName } from "../../components/chaos/guard-address.ts";
import { DrillError } from "../../common/errors.ts";
import type { Target } from "./fault.ts";
import { toxiproxy } from "./proxies.ts";

/** The most that an experiment may break. */
export interface BlastRadius {
  links: readonly string[];
  /** workload -> share of its pods that may be taken, 0 to 1 */
  workloads: Readonly<Record<string, number>>;
  /** workload -> pods that it has */
  pods: Readonly<Record<string, number>>;
  /** kinds of data that may be lost for good, e.g. "redis" */
  data: readonly string[];
}

/** What lifts faults is itself never broken. */
const spared: readonly string[] = [guardName, toxiproxy.service];

/**
 * @param targets those of all faults that are in force at once: together they must stay within
 * @throws DrillError fault.blast-radius naming the targets that were not declared, or too many of a workload
 */
export function requireWithin(radius: BlastRadius, targets: readonly Target[]): void {
  const outside = [...targets.flatMap((target) => undeclared(radius, target)), ...tooMany(radius, targets)];
  if (targets.length > 0 && outside.length === 0) return;
  throw new DrillError({
    code: "fault.blast-radius",
    kind: "usage",
    message: targets.length === 0 ? "the fault has no target" : `refused: ${outside.join("; ")}`,
    remedy: "declare the target in the experiment, or narrow what it selects",
  });
}

function undeclared({ links, data, workloads }: BlastRadius, target: Target): string[] {
  const { kind, name } = target;
  if (kind === "link") return links.includes(name) ? [] : [`link ${name} was not declared`];
  if (kind === "data") return data.includes(name) ? [] : [`data ${name} was not declared`];
  const workload = kind === "pod" ? target.workload : name;
  if (spared.includes(workload)) return [`${workload} lifts the faults and is spared`];
  if (workload in workloads) return [];
  return [
    kind === "pod" ? `${name} belongs to ${workload}, which was not declared` : `workload ${name} was not declared`,
  ];
}

function tooMany({ workloads, pods }: BlastRadius, targets: readonly Target[]): string[] {
  return Object.entries(workloads).flatMap(([workload, share]) => {
    const taken = targets.flatMap((target) =>
      target.kind === "pod" && target.workload === workload ? target.name : [],
    );
    const count = new Set(taken).size;
    // A share such as 0.29 has no exact number.
    const most = Math.floor(share * (pods[workload] ?? 0) + 1e-9);
    return count > most ? [`${count} pods of ${workload}, at most ${most} declared`] : [];
  });
}
