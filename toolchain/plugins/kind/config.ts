import { stringify } from "yaml";
import type { ClusterInputs } from "./inputs.ts";

/** The kubelet of this Kubernetes refuses cgroup v1 unless told otherwise; on v2 both settings change nothing that matters. */
const kubeletPatch = stringify({
  kind: "KubeletConfiguration",
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  failCgroupV1: false,
  cgroupDriver: "cgroupfs",
});

/** The network that pods have their addresses in; kind's own default, stated because the nodes are told of it too. */
export const podNetwork = "10.244.0.0/16";

/** kind's own config document for these inputs. */
export function kindConfig(inputs: ClusterInputs, host: { cgroupVersion: 1 | 2 }): string {
  return stringify({
    kind: "Cluster",
    apiVersion: "kind.x-k8s.io/v1alpha4",
    kubeadmConfigPatches: [...(host.cgroupVersion === 1 ? [kubeletPatch] : []), ...inputs.configPatches],
    networking: { podSubnet: podNetwork },
    nodes: [
      {
        role: "control-plane",
        labels: inputs.labels,
        extraPortMappings: inputs.portMappings.map((mapping) => ({ ...mapping, listenAddress: "127.0.0.1" })),
      },
    ],
  });
}

/** Reads `docker port` lines such as "30080/tcp -> 127.0.0.1:33027" as container port -> host port. */
export function parsePorts(text: string): Record<string, number> {
  const ports: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const match = /^(\d+)\/tcp -> 127\.0\.0\.1:(\d+)$/.exec(line.trim());
    if (match?.[1] !== undefined) ports[match[1]] = Number(match[2]);
  }
  return ports;
}

/** The part of kind's output that says what went wrong: its last lines without spinners and stack frames. */
export function failureOf(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[•✓✗]|^\S+\.(?:go|s):\d+|^(?:k8s\.io|github\.com|runtime|main)[./]/.test(line));
  return lines.slice(-4).join(" | ").slice(-800);
}
