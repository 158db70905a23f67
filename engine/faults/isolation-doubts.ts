import type { PodReach } from "../probes/pod-reach.ts";
import type { RunningPod } from "./running-pods.ts";

/** Pods that a fault cuts off, and others of the same workload, which it must not. */
export interface Isolation {
  cut: readonly RunningPod[];
  others: readonly RunningPod[];
}

/**
 * Why it is not seen that just these pods were cut off; empty = it is.
 * @param before what Prometheus reached before the fault
 */
export function doubtsAbout({ cut, others }: Isolation, before: PodReach, now: PodReach): string[] {
  const doubts: [readonly RunningPod[], (names: string) => string][] = [
    [
      cut.filter(({ ip }) => now.get(ip) === true),
      (names) => `Prometheus still reaches ${names}: the cluster may not enforce NetworkPolicy`,
    ],
    [cut.filter(({ ip }) => !now.has(ip)), (names) => `Prometheus does not look at ${names}`],
    // What was out of reach anyway shows nothing.
    [cut.filter(({ ip }) => before.get(ip) !== true), (names) => `Prometheus was not seen to reach ${names} before`],
    [
      others.filter(({ ip }) => before.get(ip) === true && now.get(ip) === false),
      (names) => `Prometheus does not reach ${names} either, which was not to be cut off`,
    ],
  ];
  return [
    ...doubts.flatMap(([pods, what]) => (pods.length === 0 ? [] : [what(namesOf(pods))])),
    ...([...now.values()].includes(true) ? [] : ["Prometheus reaches nothing at all"]),
  ];
}

export const namesOf = (pods: readonly RunningPod[]) => pods.map(({ name }) => name).join(", ");
