import { execa } from "execa";
import semver from "semver";

const inText = /v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)/;

/** Asks an executable for its version; undefined where it says none. */
export async function askVersion(path: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const said = await execa(path, args, {
    // Some look for a newer version of themselves on the network first.
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    timeout: 20_000,
    stdin: "ignore",
  });
  return said.failed ? undefined : versionIn(said.stdout);
}

/** The first semantic version in what a program said: "kind v0.33.0 go1.26 linux/amd64" -> "0.33.0". */
export function versionIn(text: string): string | undefined {
  return semver.valid(inText.exec(text)?.[1]) ?? undefined;
}
