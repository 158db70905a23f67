import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { DrillError } from "../common/errors.ts";
import { projectRoot } from "../engine/environment/home.ts";
import type { Limiter } from "../engine/load/sizing.ts";
import { openapiDocument } from "../contract/openapi.ts";
import type { SnapshotSource } from "../engine/probes/openapi-match.ts";
import { settings } from "../contract/settings.ts";

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
  const config = stackFile.parse(parse(text) ?? {}).config ?? {};
  const entries = Object.entries(config).map(([key, value]) => [key.replace(/^biowerk:/, ""), textOf(value)] as const);
  return { ...Object.fromEntries(entries), ...Object.fromEntries(overrides.map(parseOverride)) };
}

/** The rate limiter of the environment's BIOwerk, as far as clients can be told apart there. */
export function limiterOf(config: Record<string, string>): Limiter | null {
  const header = config["identityHeader"];
  if (header === undefined || header === "") return null;
  const { RATE_LIMIT_REQUESTS, RATE_LIMIT_WINDOW } = settings.parse(JSON.parse(config["env"] || "{}"));
  return { requests: RATE_LIMIT_REQUESTS, windowSeconds: RATE_LIMIT_WINDOW, header };
}

/** The OpenAPI documents to expect: a folder of snapshots if one is named, the contract's own for the reference. */
export function snapshotOf(config: Record<string, string>): { snapshot?: SnapshotSource } {
  const folder = config["openapiSnapshots"];
  if (folder) {
    return { snapshot: async (service) => JSON.parse(await readFile(join(folder, `${service}.json`), "utf8")) };
  }
  return (config["images"] ?? "reference") === "reference" ? { snapshot: openapiDocument } : {};
}

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
