/** What the parent asks of a worker: one Pulumi operation on one stack. */
export interface OperationRequest {
  operation: "up" | "destroy" | "outputs";
  stackName: string;
  workDir: string;
  /** holds bin/pulumi, and as PULUMI_HOME the plugins */
  pulumiRoot: string;
  /** the stack's config, for `up` */
  config: Record<string, string>;
  /** environment of the Pulumi CLI and its plugins */
  env: Record<string, string>;
}

/** One resource step as the engine reported it. */
export interface ResourceStep {
  op: string;
  type: string;
  name: string;
  state: "started" | "done" | "failed";
}

export type WorkerMessage =
  | { kind: "step"; step: ResourceStep }
  | { kind: "diagnostic"; severity: string; text: string }
  | { kind: "alive" }
  | { kind: "done"; outputs: Record<string, unknown>; changes: Record<string, number> }
  | { kind: "failed"; message: string; locked: boolean };

export type ParentMessage = { kind: "run"; request: OperationRequest } | { kind: "cancel" };
