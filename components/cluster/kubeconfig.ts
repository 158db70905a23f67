import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";

const named = <T extends z.ZodType>(field: string, value: T) =>
  z.array(z.looseObject({ name: z.string(), [field]: value })).default([]);
const fields = z.record(z.string(), z.unknown());
const kubeconfig = z.looseObject({
  contexts: z.array(
    z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: named("cluster", fields),
  users: named("user", fields),
});

/** Fields that hold a path, which is relative to the kubeconfig's own folder. */
const pathFields = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/**
 * One context of a kubeconfig's file; the caller's default file is never read by itself.
 * @returns a kubeconfig with that context alone, as its current one
 * @throws DrillError kubeconfig.unreadable, kubeconfig.invalid or kubeconfig.context
 */
export function readContext(file: string, name: string): string {
  return selectContext({ text: readText(file), file }, name);
}

/**
 * Cuts a kubeconfig down to one context, so that nothing else in it can ever be reached by mistake.
 * @param source content of the kubeconfig and the file it came from
 * @returns a kubeconfig with that context alone, as its current one
 * @throws DrillError kubeconfig.invalid or kubeconfig.context
 */
export function selectContext(source: { text: string; file: string }, name: string): string {
  const config = kubeconfig.safeParse(parseYaml(source.text));
  if (!config.success) {
    throw new DrillError({
      code: "kubeconfig.invalid",
      kind: "usage",
      message: `${source.file} is not a kubeconfig`,
      remedy: "give the path of a kubeconfig in biowerk:kubeconfig",
      cause: config.error,
    });
  }
  const { contexts, clusters, users } = config.data;
  const context = contexts.find((each) => each.name === name);
  const cluster = clusters.find((each) => each.name === context?.context.cluster);
  const user = users.find((each) => each.name === context?.context.user);
  if (context === undefined || cluster === undefined || user === undefined) {
    throw new DrillError({
      code: "kubeconfig.context",
      kind: "usage",
      message: `${source.file} has no complete context "${name}"`,
      remedy: `set biowerk:kubeContext to one of: ${contexts.map((each) => each.name).join(", ")}`,
    });
  }
  const folder = dirname(source.file);
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [context],
    clusters: [{ ...cluster, cluster: withAbsolutePaths(fields.parse(cluster["cluster"]), folder) }],
    users: [{ ...user, user: withAbsolutePaths(fields.parse(user["user"]), folder) }],
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new DrillError({
      code: "kubeconfig.unreadable",
      kind: "usage",
      message: `the kubeconfig ${file} cannot be read`,
      remedy: "give the path of a kubeconfig in biowerk:kubeconfig",
      cause,
    });
  }
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function withAbsolutePaths(values: Record<string, unknown>, folder: string): Record<string, unknown> {
  const resolved = pathFields.flatMap((field) => {
    const path = values[field];
    return typeof path !== "string" || isAbsolute(path) ? [] : [[field, join(folder, path)] as const];
  });
  return { ...values, ...Object.fromEntries(resolved) };
}
