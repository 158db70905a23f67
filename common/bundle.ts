import { resolve } from "node:path";
import { build } from "esbuild";

/** Packages of the other module system ask for Node's own modules by `require`. */
const requireForPackages =
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);';

/** Writes a program and all that it imports as one ES module; the same sources give the same bytes. */
export async function bundleProgram(entryPoint: string, outFile: string): Promise<void> {
  await build({
    entryPoints: [entryPoint],
    outfile: outFile,
    // Paths in the output are relative to it, so that they do not depend on where the sources lie.
    absWorkingDir: resolve(import.meta.dirname, ".."),
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    minify: true,
    legalComments: "inline",
    banner: { js: requireForPackages },
    logLevel: "silent",
  });
}
