import { execa } from "execa";

/** Runs kubectl against one cluster and gives what it printed. */
export type Kubectl = (...args: string[]) => Promise<string>;

export function kubectlOn(kubectl: string, kubeconfig: string, signal: AbortSignal): Kubectl {
  return async (...args) => {
    const { stdout } = await execa(kubectl, ["--kubeconfig", kubeconfig, ...args], { cancelSignal: signal });
    return stdout;
  };
}

/** Where both sides end: every workload of the namespace is rolled out. */
export async function rolledOut(kubectl: Kubectl, namespace: string): Promise<void> {
  const workloads = await kubectl("get", "deployments,statefulsets", "--namespace", namespace, "--output", "name");
  for (const workload of workloads.split("\n")) {
    await kubectl("rollout", "status", workload, "--namespace", namespace, "--timeout", "180s");
  }
}
