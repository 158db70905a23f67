import { execa } from "execa";

const env = { DEBIAN_FRONTEND: "noninteractive" };

/**
 * Installs Debian packages without what they only recommend; no daemon of theirs is started. They stay on the machine.
 * @throws ExecaError where apt-get fails or is not there
 */
export async function installPackages(...names: string[]): Promise<void> {
  await execa("apt-get", ["update"], { env, timeout: 300_000 });
  await execa("apt-get", ["install", "-y", "--no-install-recommends", ...names], {
    env: { ...env, RUNLEVEL: "1" },
    timeout: 600_000,
  });
}
