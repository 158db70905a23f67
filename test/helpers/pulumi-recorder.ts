// Runs a Pulumi program against a monitor that remembers what was asked of the engine: unlike the SDK's own mocks also
// parents, dependencies, deletedWith and which inputs were secret. It reaches into the SDK, so the SDK is pinned.
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor, type MockResourceArgs, type MockResourceResult } from "@pulumi/pulumi/runtime/mocks.js";
import * as rpc from "@pulumi/pulumi/runtime/rpc.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import * as state from "@pulumi/pulumi/runtime/state.js";

/** One resource as the program asked for it. */
export interface RecordedResource {
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  /** plain values; unknown ones are `undefined` */
  inputs: Record<string, unknown>;
  /** inputs of which the whole or a part was a secret */
  secretInputs: string[];
  /** URN of the parent, "" = none */
  parent: string;
  /** URNs, those of `dependsOn` and those that inputs came from */
  dependencies: string[];
  /** `<URN of the provider>::<its id>`, "" = the default one */
  provider: string;
  /** URN, "" = none */
  deletedWith: string;
  additionalSecretOutputs: string[];
}

export interface Recording<T> {
  result: T;
  resources: RecordedResource[];
  /** the one resource of that type (its end will do) and name */
  find: (type: string, name: string) => RecordedResource;
  ofType: (type: string) => RecordedResource[];
}

export interface RecorderOptions {
  preview?: boolean;
  config?: Record<string, string>;
  /** what the engine answers; by default the inputs themselves, and in a preview no more than that */
  answer?: (args: MockResourceArgs) => Record<string, unknown>;
}

/** The program failed; what it had asked for until then. */
export class ProgramFailed extends Error {
  readonly resources: readonly RecordedResource[];

  constructor(cause: unknown, resources: readonly RecordedResource[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.resources = resources;
  }
}

/**
 * Runs the program and waits until the engine was asked for everything.
 * @throws ProgramFailed where the program threw or left a rejection unhandled, as in Pulumi's own host
 */
export async function record<T>(program: () => T | Promise<T>, options: RecorderOptions = {}): Promise<Recording<T>> {
  const mocks: pulumi.runtime.Mocks = {
    newResource: (args): MockResourceResult => ({
      id: args.custom === false ? undefined : (args.id ?? `${args.name}-id`),
      state: { ...(args.inputs as object), ...options.answer?.(args) },
    }),
    call: ({ token }) => {
      throw new Error(`no function is expected to be called: ${token}`);
    },
  };
  const monitor = await install(mocks, options.preview ?? false);
  pulumi.runtime.setAllConfig(options.config ?? {});
  const resources = monitor.recorded;
  const result = await hosted(program).catch((cause: unknown) => {
    throw new ProgramFailed(cause, resources);
  });
  return {
    result,
    resources,
    ofType: (type) => resources.filter((each) => each.type.endsWith(type)),
    find: (type, name) => {
      const found = resources.filter((each) => each.type.endsWith(type) && each.name === name);
      if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources ${type} ${name}`);
      return found[0];
    },
  };
}

/** The SDK's own set-up of its mocks, with our monitor in the place of its own. */
async function install(mocks: pulumi.runtime.Mocks, preview: boolean): Promise<RecordingMonitor> {
  await pulumi.runtime.setMocks(mocks, "biowerk", "test", preview);
  const features = Object.entries(storeOf(state)).filter(([name]) => name.startsWith("supports"));
  const monitor = new RecordingMonitor(mocks);
  settings.setMockOptions(monitor, "biowerk", "test", preview);
  // The call before forgot what such a monitor can do.
  Object.assign(storeOf(state), Object.fromEntries(features));
  return monitor;
}

/** The value of an output once it is there; in a preview `undefined` where it is unknown. */
export function valueOf<T>(output: pulumi.Input<T>): Promise<T | undefined> {
  return (pulumi.output(output) as unknown as { promise: () => Promise<T | undefined> }).promise();
}

/** Runs the program to the end of its requests, or to the first rejection that nobody handles. */
async function hosted<T>(program: () => T | Promise<T>): Promise<T> {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  try {
    const failure = new Promise<never>((_, reject) => process.on("unhandledRejection", reject));
    const run = async () => {
      const result = await program();
      await drained();
      // Node tells of unhandled rejections only at the end of a turn.
      await setImmediate();
      return result;
    };
    return await Promise.race([failure, run()]);
  } finally {
    // One cause may reject several promises.
    await setImmediate();
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}

/** Waits for the requests under way and those that follow from their answers. */
const drained = () => (settings as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();

/** The SDK's state, which its types leave out. */
const storeOf = (module: object) => (module as { getStore: () => object }).getStore();

/** The part of the SDK's request messages that is read here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getObject(): Parameters<typeof rpc.deserializeProperties>[0];
  getParent(): string;
  getDependenciesList(): string[];
  getProvider(): string;
  getDeletedwith(): string;
  getAdditionalsecretoutputsList(): string[];
}

type Callback = (error: unknown, response: { getUrn(): string } | undefined) => void;

class RecordingMonitor extends MockMonitor {
  readonly recorded: RecordedResource[] = [];

  override async registerResource(request: RegisterRequest, callback: Callback): Promise<void> {
    await super.registerResource(request, (error: unknown, response: { getUrn(): string } | undefined) => {
      const urn = response?.getUrn() ?? "";
      const twice = this.recorded.some((each) => each.urn === urn);
      if (error || twice) return callback(error ?? new Error(`duplicate resource ${urn}`), undefined);
      this.recorded.push(describe(urn, request));
      callback(error, response);
    });
  }
}

function describe(urn: string, request: RegisterRequest): RecordedResource {
  const inputs = rpc.deserializeProperties(request.getObject()) as Record<string, unknown>;
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, unwrap(value)])),
    secretInputs: Object.keys(inputs).filter((key) => rpc.isRpcSecret(inputs[key])),
    parent: request.getParent(),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
    deletedWith: request.getDeletedwith(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

const unwrap = (value: unknown): unknown => (rpc.isRpcSecret(value) ? rpc.unwrapRpcSecret(value) : value);
