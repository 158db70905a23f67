import type { Toolset } from "../toolchain/toolset.ts";

/**
 * The stack config that this machine decides, for an environment with that config. What only some environments have is
 * made only for those: nobody waits for images that will not run.
 * @param asked the stack's own config, namespace left off
 */
export async function worldConfig(asked: Record<string, string>, toolset: Toolset): Promise<Record<string, string>> {
  return withMore(
    toolset.stackDefaults,
    asked["faultLinks"] === "true" ? await toolset.chaosDefaults() : {},
    asked["observability"] === "true" ? await toolset.observabilityDefaults() : {},
    asked["backup"] === "true" ? await toolset.backupDefaults() : {},
  );
}

/** Stack config of several parts of an environment; each brings its own archives of images. */
function withMore(...parts: readonly Record<string, string>[]): Record<string, string> {
  const archives = parts.flatMap((part) => JSON.parse(part["imageArchives"] ?? "[]") as string[]);
  const all = Object.assign({}, ...parts) as Record<string, string>;
  return archives.length === 0 ? all : { ...all, imageArchives: JSON.stringify(archives) };
}
