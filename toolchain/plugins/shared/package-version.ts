import { createRequire } from "node:module";

/**
 * The version of the installed SDK package, which is the version of the plugin that it asks for.
 * @param name an npm package, e.g. "@pulumi/random"
 */
export function packageVersion(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return version;
}
