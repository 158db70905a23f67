import { DrillError } from "../../common/errors.ts";
import { startWorker } from "./worker-process.ts";
import type { OperationRequest, ResourceStep, WorkerMessage } from "./worker-protocol.ts";

/** What an operation gave. */
export interface OperationResult {
  /** the stack's outputs, secrets in clear: keep them out of logs and evidence */
  outputs: Record<string, unknown>;
  /** engine's step -> count, e.g. { create: 40 } */
  changes: Record<string, number>;
}

export interface OperationWatch {
  onStep: (step: ResourceStep) => void;
  onDiagnostic: (severity: string, text: string) => void;
  /** aborting cancels gracefully */
  signal: AbortSignal;
  /** bound on the whole operation, milliseconds */
  deadlineMs: number;
  /** bound on how long the engine may say nothing, milliseconds */
  silenceMs: number;
}

/** How long a cancelled operation has for an orderly end, milliseconds. */
const graceMs = 60_000;

/**
 * Runs one Pulumi operation in a worker process with a process group of its own.
 * @throws DrillError pulumi.failed, pulumi.deadline, pulumi.silent, pulumi.cancelled or pulumi.crashed
 */
export function runOperation(request: OperationRequest, watch: OperationWatch): Promise<OperationResult> {
  const { child: worker, kill } = startWorker(request.stackName);
  // A process that stops at once must not leave the CLI and its plugins running.
  process.once("exit", kill);
  let why: { code: string; message: string } | undefined;
  const stop = (code: string, message: string) => {
    why ??= { code, message };
    if (worker.connected) worker.send({ kind: "cancel" });
    killer ??= setTimeout(kill, graceMs);
  };
  let killer: NodeJS.Timeout | undefined;
  const deadline = setTimeout(
    () => stop("pulumi.deadline", `pulumi ${request.operation} did not finish within ${watch.deadlineMs / 1000} s`),
    watch.deadlineMs,
  );
  let silence: NodeJS.Timeout;
  const heard = () => {
    clearTimeout(silence);
    const message = `pulumi ${request.operation} said nothing for ${watch.silenceMs / 1000} s`;
    silence = setTimeout(() => stop("pulumi.silent", message), watch.silenceMs);
  };
  heard();
  const onAbort = () => stop("pulumi.cancelled", `pulumi ${request.operation} was cancelled`);
  if (watch.signal.aborted) onAbort();
  watch.signal.addEventListener("abort", onAbort, { once: true });

  return new Promise<OperationResult>((resolve, reject) => {
    let answer: OperationResult | undefined;
    let failure: string | undefined;
    const errors: string[] = [];
    worker.on("message", (message: WorkerMessage) => {
      heard();
      if (message.kind === "step") watch.onStep(message.step);
      else if (message.kind === "diagnostic") {
        if (message.severity === "error") errors.push(message.text.trim());
        watch.onDiagnostic(message.severity, message.text);
      } else if (message.kind === "done") answer = { outputs: message.outputs, changes: message.changes };
      else if (message.kind === "failed") failure = message.message;
    });
    worker.once("exit", (code, signalName) => {
      clearTimeout(deadline);
      clearTimeout(silence);
      clearTimeout(killer);
      watch.signal.removeEventListener("abort", onAbort);
      process.off("exit", kill);
      // Plugins that outlived the CLI would be leftovers.
      kill();
      if (answer !== undefined && why === undefined) return resolve(answer);
      const text =
        [...new Set(errors)].join(" | ") || failure || `the worker ended with ${signalName ?? `code ${code}`}`;
      reject(
        new DrillError({
          code: why?.code ?? (failure === undefined ? "pulumi.crashed" : "pulumi.failed"),
          kind: "environment",
          message: why?.message ?? `pulumi ${request.operation} failed: ${oneLine(text)}`,
          remedy: "what exists is recorded; see it with: drill list, remove it with: drill down",
        }),
      );
    });
    worker.once("error", (thrown) => (failure = `the worker could not start: ${thrown.message}`));
    worker.send({ kind: "run", request });
  });
}

const oneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, " ").slice(0, 1_500);
