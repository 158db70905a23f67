import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { DrillError, messageOf } from "../common/errors.ts";
import { projectRoot } from "../engine/environment/home.ts";
import type { Limiter } from "../engine/load/sizing.ts";
import { headers } from "../contract/headers.ts";
import { openapiDocument } from "../contract/openapi.ts";
import type { SnapshotSource } from "../engine/probes/openapi-match.ts";
import { type Settings, settings } from "../contract/settings.ts";
import { changedClusterDefaults } from "../components/cluster/kind-defaults.ts";
import { configKeys } from "../stacks/config-keys.ts";

const stackFile = z.object({ config: z.record(z.string(), z.unknown()).nullish() });

/** The config of a drill stack: its file under stacks/, with `key=value` overrides on top, namespace left off. */
export async function stackConfig(stack: string, overrides: readonly string[]): Promise<Record<string, string>> {
  const file = join(projectRoot, "stacks", `Pulumi.${stack}.yaml`);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new DrillError({
      code: "stack.unknown",
      kind: "usage",
      message: `there is no stack "${stack}"`,
      remedy: `a stack is a file stacks/Pulumi.<stack>.yaml; smoke comes with the range`,
    });
  }
  const config = parseStackFile(text, file);
  const entries = Object.entries(config).map(([key, value]) => [key.replace(/^biowerk:/, ""), textOf(value)] as const);
  return { ...Object.fromEntries(entries), ...Object.fromEntries(overrides.map(parseOverride)) };
}

/**
 * The settings of the environment's BIOwerk, defaults filled in.
 * @throws DrillError config.invalid where `env` gives it settings that BIOwerk does not take
 */
export function settingsOf(config: Record<string, string>): Settings {
  const env = settings.safeParse(configKeys.env.schema.parse(config["env"] || "{}"));
  if (!env.success) {
    const problems = env.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new DrillError({
      code: "config.invalid",
      kind: "usage",
      message: `the stack's config has a problem: biowerk:env: ${problems.join("; ")}`,
      remedy: 'correct it with -c env=\'{"NAME":"VALUE"}\', or in stacks/Pulumi.<stack>.yaml',
    });
  }
  return env.data;
}

/** What the environment's cluster does otherwise than Kubernetes by itself, where that can matter to a drill. */
export function clusterDefaultsOf(config: Record<string, string>): readonly string[] {
  const autoscales = !["", "{}", undefined].includes(config["autoscale"]);
  return autoscales && config["clusterProvider"] !== "existing" ? changedClusterDefaults : [];
}

/**
 * The rate limiter of the environment's BIOwerk, as far as clients can be told apart there.
 * @throws DrillError config.identity-header where what tells clients apart is a credential to them, and as settingsOf does
 */
export function limiterOf(config: Record<string, string>): Limiter | null {
  const { RATE_LIMIT_REQUESTS: requests, RATE_LIMIT_WINDOW: windowSeconds } = settingsOf(config);
  const header = config["identityHeader"];
  if (config["images"] === "registry" && header?.toLowerCase() === headers.apiKey) {
    throw new DrillError({
      code: "config.identity-header",
      kind: "usage",
      message: `biowerk:identityHeader: BIOwerk's own images take ${header} for a credential, and would refuse every request`,
      remedy: "add -c identityHeader= for requests without it",
    });
  }
  return header === undefined || header === "" ? null : { requests, windowSeconds, header };
}

/**
 * The OpenAPI documents to expect: a folder of snapshots if one is named, the contract's own for the reference.
 * @throws DrillError snapshots.missing where the folder is not there
 */
export async function snapshotOf(config: Record<string, string>): Promise<{ snapshot?: SnapshotSource }> {
  const folder = config["openapiSnapshots"];
  if (!folder) return (config["images"] ?? "reference") === "reference" ? { snapshot: openapiDocument } : {};
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) {
    return { snapshot: async (service) => JSON.parse(await readFile(join(folder, `${service}.json`), "utf8")) };
  }
  throw new DrillError({
    code: "snapshots.missing",
    kind: "usage",
    message: `biowerk:openapiSnapshots: there is no folder ${folder}`,
    remedy: "give a folder with <service>.json for every service",
  });
}

function parseStackFile(text: string, file: string): Record<string, unknown> {
  try {
    return stackFile.parse(parse(text) ?? {}).config ?? {};
  } catch (cause) {
    throw new DrillError({
      code: "stack.invalid",
      kind: "usage",
      message: `${file} is not a stack's config: ${reasonOf(cause)}`,
      remedy: "write it as stacks/Pulumi.smoke.yaml is written",
      cause,
    });
  }
}

const reasonOf = (cause: unknown) =>
  cause instanceof z.ZodError ? cause.issues.map((issue) => issue.message).join("; ") : messageOf(cause);

function parseOverride(text: string): [string, string] {
  const [, key, value] = /^(?:biowerk:)?([A-Za-z]\w*)=(.*)$/s.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return [key, value];
  throw new DrillError({
    code: "config.override",
    kind: "usage",
    message: `"${text}" is not a config setting`,
    remedy: "write -c key=value, e.g. -c llmLatencyMs=50",
  });
}

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
