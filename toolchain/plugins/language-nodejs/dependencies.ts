import { readFileSync } from "node:fs";
import { createRequire, findPackageJSON } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The SDK's program that runs a Pulumi program, as that program would find it.
 * @throws Error when the SDK is not installed there
 */
export function sdkRunner(programFolder: string): string {
  try {
    return createRequire(join(programFolder, "program.js")).resolve("@pulumi/pulumi/cmd/run");
  } catch (cause) {
    throw new Error(`@pulumi/pulumi is not installed for ${programFolder}: run npm ci there`, { cause });
  }
}

/** The dependencies that the program's package names itself, in the versions that are installed. */
export function directDependencies(programFolder: string): { name: string; version: string }[] {
  const own = packageFile(".", join(programFolder, "program.js"));
  if (own === undefined) return [];
  return Object.keys(packageJson(own).dependencies ?? {}).flatMap((name) => {
    const file = packageFile(name, own);
    return file === undefined ? [] : [{ name, version: packageJson(file).version ?? "" }];
  });
}

function packageFile(specifier: string, from: string): string | undefined {
  try {
    return findPackageJSON(specifier, pathToFileURL(from));
  } catch {
    // Named but not installed.
    return undefined;
  }
}

function packageJson(file: string): { version?: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(file, "utf8")) as { version?: string; dependencies?: Record<string, string> };
}
