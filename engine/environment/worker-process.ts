import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { killTagged, operationTag } from "./operation-tag.ts";

/** A worker and all that it starts. */
export interface WorkerProcess {
  child: ChildProcess;
  /** ends the worker, the CLI and the plugins at once; synchronous */
  kill: () => void;
}

/** Variables that would let the caller's own Pulumi, AWS or Kubernetes settings reach a throwaway environment. */
const ambient = /^(?:PULUMI_|AWS_|KUBE|K8S_|GOOGLE_|AZURE_|ARM_)/;

/**
 * Starts a worker in a process group of its own, which a terminal's Ctrl-C does not reach.
 * @param stackName tells whose the processes are
 */
export function startWorker(stackName: string): WorkerProcess {
  const tag = `${stackName}/${randomUUID()}`;
  const inherited = Object.entries(process.env).filter(([name]) => !ambient.test(name));
  const options = ["--disable-warning=ExperimentalWarning", "--disable-warning=DEP0205"];
  const child = spawn(process.execPath, [...options, join(import.meta.dirname, "worker.ts")], {
    detached: true,
    env: { ...Object.fromEntries(inherited), [operationTag]: tag },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const kill = () => {
    killGroup(child);
    killTagged(tag);
  };
  return { child, kill };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has ended.
  }
}
