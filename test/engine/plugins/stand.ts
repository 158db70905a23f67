import { createRequire } from "node:module";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  type Deployment,
  type EngineEvent,
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { officialHome } from "./needs.ts";

const plugins = resolve(import.meta.dirname, "../../../toolchain/plugins");
const served = ["kubernetes", "random"] as const;

/** A Pulumi installation with the plugins under test, a state backend, and stacks that run inline programs. */
export interface Stand {
  folder: string;
  /** what a Pulumi process of this stand needs in its environment */
  env: Record<string, string>;
  stack(name: string, program: PulumiFn): Promise<Stack>;
  remove(): Promise<void>;
}

/**
 * Builds a stand. The suite runs against the official plugins when DRILL_CONFORMANCE_PULUMI_HOME names a home that has
 * them, else against the stand-ins.
 */
export async function buildStand(): Promise<Stand> {
  const folder = await mkdtemp(join(tmpdir(), "drill-plugins-"));
  const home = officialHome ?? (await homeWithStandIns(join(folder, "home")));
  const root = await pulumiRoot(join(folder, "cli"));
  await mkdir(join(folder, "backend"));
  const env = {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "conformance",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // A cluster must never be found by accident.
    KUBECONFIG: "",
    DRILL_NODE: process.execPath,
  };
  const pulumiCommand = await PulumiCommand.get({ root });
  const stack = async (name: string, program: PulumiFn) => {
    const workDir = join(folder, "work", name);
    await mkdir(workDir, { recursive: true });
    const projectSettings = { name: "conformance", runtime: "nodejs" as const };
    return LocalWorkspace.createOrSelectStack(
      { stackName: name, projectName: "conformance", program },
      { workDir, pulumiHome: home, pulumiCommand, envVars: env, projectSettings },
    );
  };
  return { folder, env, stack, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function homeWithStandIns(home: string): Promise<string> {
  for (const name of served) {
    const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as { version: string };
    const folder = join(home, "plugins", `resource-${name}-v${version}`);
    await mkdir(folder, { recursive: true });
    await symlink(join(plugins, name, `pulumi-resource-${name}`), join(folder, `pulumi-resource-${name}`));
  }
  return home;
}

/** The Automation API looks for bin/pulumi below a root. */
async function pulumiRoot(root: string): Promise<string> {
  await mkdir(join(root, "bin"), { recursive: true });
  await symlink(process.env["DRILL_PULUMI"] ?? "", join(root, "bin", "pulumi"));
  return root;
}

/** The last error that the engine reported for a failing operation. */
export async function failureOf(
  operation: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<string> {
  const messages: string[] = [];
  try {
    await operation((event) => {
      if (event.diagnosticEvent?.severity === "error") messages.push(event.diagnosticEvent.message);
    });
  } catch (thrown) {
    return [...messages, String(thrown)].join("\n");
  }
  throw new Error("the operation succeeded");
}

/** A resource as the state has it, secrets in plain. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  initErrors?: string[];
}

/** A stack's resources of one type, as they are in its state. */
export async function stateOf(stack: Stack, type: string): Promise<StateResource[]> {
  const { deployment } = (await stack.exportStack()) as Deployment;
  const { resources } = deployment as { resources: StateResource[] };
  return resources.filter((resource) => resource.type === type);
}
