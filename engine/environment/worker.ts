// One Pulumi operation in a process of its own: a crash or a leaked promise in the engine's host ends this process and
// never the drill, and its process group can be ended as a whole.
import { type EngineEvent, LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { messageOf } from "../../common/errors.ts";
import program from "../../stacks/index.ts";
import type { OperationRequest, ParentMessage, WorkerMessage } from "./worker-protocol.ts";

const cancelled = new AbortController();

process.on("message", (message: ParentMessage) => {
  if (message.kind === "cancel") cancelled.abort();
  else void run(message.request);
});
// The parent is gone: end the operation as if it had been cancelled.
process.on("disconnect", () => cancelled.abort());

async function run(request: OperationRequest): Promise<void> {
  try {
    const stack = await openStack(request);
    send(await operate(stack, request));
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : messageOf(thrown);
    send({ kind: "failed", message: text, locked: thrown instanceof Error && thrown.name === "ConcurrentUpdateError" });
  }
  process.disconnect();
}

async function openStack(request: OperationRequest): Promise<Stack> {
  const pulumiCommand = await PulumiCommand.get({ root: request.pulumiRoot });
  return LocalWorkspace.createOrSelectStack(
    { stackName: request.stackName, projectName: "biowerk", program },
    { workDir: request.workDir, pulumiHome: request.pulumiRoot, pulumiCommand, envVars: request.env },
  );
}

async function operate(stack: Stack, request: OperationRequest): Promise<WorkerMessage> {
  if (cancelled.signal.aborted) return { kind: "failed", message: "cancelled before it began", locked: false };
  const options = { onEvent: report, signal: cancelled.signal, color: "never" as const, showSecrets: false };
  if (request.operation === "up") {
    const config = Object.entries(request.config).map(([key, value]) => [`biowerk:${key}`, { value }] as const);
    await stack.setAllConfig(Object.fromEntries(config));
    const result = await stack.up(options);
    return { kind: "done", outputs: valuesOf(result.outputs), changes: { ...result.summary.resourceChanges } };
  }
  if (request.operation === "outputs") return { kind: "done", outputs: valuesOf(await stack.outputs()), changes: {} };
  const result = await stack.destroy({ ...options, remove: true });
  return { kind: "done", outputs: {}, changes: { ...result.summary.resourceChanges } };
}

const valuesOf = (outputs: Record<string, { value: unknown }>) =>
  Object.fromEntries(Object.entries(outputs).map(([key, output]) => [key, output.value]));

// Called by the engine's event stream: anything thrown here would be lost, so it only passes on.
function report(event: EngineEvent): void {
  const step = event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent;
  if (step !== undefined) {
    const state = event.resourcePreEvent ? "started" : event.resOutputsEvent ? "done" : "failed";
    const { op, type, urn } = step.metadata;
    send({ kind: "step", step: { op, type, name: urn.split("::").at(-1) ?? urn, state } });
  } else if (event.diagnosticEvent !== undefined && !event.diagnosticEvent.ephemeral) {
    send({ kind: "diagnostic", severity: event.diagnosticEvent.severity, text: event.diagnosticEvent.message });
  } else send({ kind: "alive" });
}

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}
