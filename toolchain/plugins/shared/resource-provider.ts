import type { Properties } from "./values.ts";

/** What the engine says about the resource in every request. */
export interface Resource {
  urn: string;
  /** the logical name, the last part of the URN */
  name: string;
  /** the type token, e.g. "kubernetes:core/v1:Namespace" */
  type: string;
}

/** Inputs to complete and to judge. */
export interface CheckRequest extends Resource {
  /** inputs of the last deployment as a former check returned them; empty for a new or replaced resource */
  olds: Properties;
  news: Properties;
  randomSeed: Uint8Array;
}

/** Inputs as they are to be kept, and what is wrong with them. */
export interface Checked {
  inputs: Properties;
  failures: { property: string; reason: string }[];
}

/** Checked inputs of the last deployment and of this one. */
export interface DiffRequest extends Resource {
  id: string;
  oldInputs: Properties;
  newInputs: Properties;
}

/** One changed property. */
export interface Change {
  /** a property path, e.g. spec.template.spec.containers[0].image */
  path: string;
  kind: "add" | "delete" | "update";
  /** whether the resource has to be replaced because of it */
  replace: boolean;
}

/** All that changed. */
export interface Difference {
  changes: Change[];
  deleteBeforeReplace: boolean;
}

/** A resource to make. */
export interface CreateRequest extends Resource {
  inputs: Properties;
  preview: boolean;
  /** seconds; 0 where the program sets none */
  timeout: number;
}

/** A resource to change in place. */
export interface UpdateRequest extends Resource {
  id: string;
  oldOutputs: Properties;
  newInputs: Properties;
  /** property paths whose new inputs are the old ones */
  ignoreChanges: string[];
  preview: boolean;
  timeout: number;
}

/** A resource to look at. */
export interface ReadRequest extends Resource {
  id: string;
  /** empty on import */
  oldInputs: Properties;
  oldOutputs: Properties;
}

/** A resource to take down. */
export interface DeleteRequest extends Resource {
  id: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  timeout: number;
}

/** A resource provider without its wire protocol. */
export interface ResourceProvider {
  readonly name: string;
  readonly version: string;
  checkConfig(news: Properties): Promise<Checked>;
  diffConfig(oldInputs: Properties, newInputs: Properties): Promise<Difference>;
  configure(config: Properties): Promise<void>;
  check(request: CheckRequest): Promise<Checked>;
  diff(request: DiffRequest): Promise<Difference>;
  /** @returns no id in a preview */
  create(request: CreateRequest): Promise<{ id: string; outputs: Properties }>;
  /** @returns undefined when the resource is gone */
  read(request: ReadRequest): Promise<{ id: string; inputs: Properties; outputs: Properties } | undefined>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  /** Ends what is under way; the engine stops the process afterwards. */
  cancel(): void;
  /** Why a function, method or component of this package is not served. */
  refuse(token: string): Error;
}

/** The resource exists but did not become what it should be; the engine keeps it in the state with these outputs. */
export class InitFailed extends Error {
  override readonly name = "InitFailed";
  readonly id: string;
  readonly outputs: Properties;
  readonly reasons: string[];

  constructor(failed: { id: string; outputs: Properties; reasons: string[]; cause?: unknown }) {
    super(failed.reasons.join("; "), { cause: failed.cause });
    this.id = failed.id;
    this.outputs = failed.outputs;
    this.reasons = failed.reasons;
  }
}
