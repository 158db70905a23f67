import { execa } from "execa";
import { DrillError, messageOf } from "../../common/errors.ts";
import { installPackages } from "../debian/packages.ts";

/**
 * Installs Debian's Docker unless there is one; it stays on the machine.
 * @throws DrillError docker.install
 */
export async function installDocker(say: (line: string) => void): Promise<void> {
  const present = await execa("dockerd", ["--version"], { reject: false });
  if (!present.failed) return;
  say("installing the Debian package docker.io");
  try {
    // The package's own start of the daemon is not wanted: this one is started with options and recorded.
    await installPackages("docker.io");
  } catch (thrown) {
    throw new DrillError({
      code: "docker.install",
      kind: "environment",
      message: `the package docker.io could not be installed: ${messageOf(thrown)}`,
      remedy: "apt-get update && apt-get install docker.io",
      cause: thrown,
    });
  }
}
