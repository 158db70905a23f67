import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type languagepb from "@pulumi/pulumi/proto/language_pb.js";

/** A Node.js process to start. */
export interface Command {
  args: string[];
  /** added to the host's own environment */
  env: Record<string, string>;
}

/** The part of Pulumi.yaml's `runtime.options` that a Node.js program has. */
export interface RuntimeOptions {
  /** whether the SDK compiles the program with ts-node; off for Node's own type stripping */
  typescript?: boolean;
  /** arguments for node itself, separated by spaces */
  nodeargs?: string;
  tsconfig?: string;
}

/**
 * The command that runs a program under the SDK's runner.
 * @param runner the SDK's cmd/run module, resolved from the program's folder
 * @param engine the engine's address
 */
export function programCommand(request: languagepb.RunRequest, runner: string, engine: string): Command {
  const info = request.getInfo();
  const options = (info?.getOptions()?.toJavaScript() ?? {}) as RuntimeOptions;
  const flags: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engine],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", info?.getProgramDirectory() ?? ""],
    ["parallel", String(request.getParallel())],
  ];
  return {
    args: [
      // In one word: the SDK looks for a bare --import to see whether the user brought a loader.
      `--import=${pathToFileURL(join(import.meta.dirname, "plain-errors.ts")).href}`,
      ...nodeArguments(options),
      runner,
      ...flags.filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info?.getEntryPoint() ?? ".",
      ...request.getArgsList(),
    ],
    // Configuration goes by the environment: it holds secrets, and other users can read arguments.
    env: { ...configuration(request), ...compilation(options) },
  };
}

function nodeArguments({ nodeargs = "" }: RuntimeOptions): string[] {
  if (/["']/.test(nodeargs))
    throw new Error("runtime.options.nodeargs with quotes is not supported by this language host");
  return nodeargs.split(/\s+/).filter((argument) => argument !== "");
}

function configuration(request: languagepb.RunRequest): Record<string, string> {
  const entries = request
    .getConfigMap()
    .toArray()
    .map(([key, value]) => [sdkKey(key), value] as const);
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(entries)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
}

/** SDKs of every age read "name:config:key"; the engine sends "name:key". */
function sdkKey(key: string): string {
  return /^[^:]+:config:/.test(key) ? key : key.replace(":", ":config:");
}

function compilation({ typescript = true, tsconfig }: RuntimeOptions): Record<string, string> {
  return {
    ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
  };
}
