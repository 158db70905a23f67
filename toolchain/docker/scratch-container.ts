import { execa } from "execa";
import { newOwnerName, ownerLives, ownerPid } from "../cache/owner.ts";

/**
 * Beginning of the name of each; its end says which process the container lives for. A label could not say it: an image
 * that is committed from a container inherits its labels, and so does every container of that image.
 */
const prefix = "biowerk-drill-scratch.";

/**
 * Runs the work beside a container that lives no longer than the work. Where this process is killed, it goes with the
 * next sweep, or when its own command ends.
 * @param run arguments of `docker run`: options, image, command
 * @param env variables that the arguments name, for values that nobody else may read
 */
export async function withScratchContainer<T>(
  run: string[],
  work: (container: string) => Promise<T>,
  env: Record<string, string> = {},
): Promise<T> {
  await sweepScratchContainers();
  const container = `${prefix}${await newOwnerName()}`;
  try {
    await execa("docker", ["run", "--detach", "--rm", "--name", container, ...run], { env });
    return await work(container);
  } finally {
    await remove(container);
  }
}

/** Scratch containers of processes that live, with the ports that they publish: "127.0.0.1:<port>". */
export async function livingScratchContainers(): Promise<{ name: string; ports: string[] }[]> {
  const format = "{{.Names}} {{.Ports}}";
  const list = ["ps", "--filter", `name=${prefix}`, "--format", format];
  const { stdout, failed } = await execa("docker", list, { reject: false });
  if (failed) return [];
  return stdout.split("\n").flatMap((line) => {
    const [name = "", ...ports] = line.split(/[ ,]+/);
    if (!name.startsWith(prefix)) return [];
    return [{ name, ports: ports.flatMap((each) => /^([\d.]+:\d+)->/.exec(each)?.[1] ?? []) }];
  });
}

/** Removes the scratch containers of processes that are gone; without a daemon there are none. */
export async function sweepScratchContainers(): Promise<void> {
  const list = ["ps", "--all", "--filter", `name=${prefix}`, "--format", "{{.Names}}"];
  const listed = await execa("docker", list, { reject: false });
  if (listed.failed) return;
  for (const name of listed.stdout.split("\n")) {
    // The filter finds the text anywhere in a name.
    if (!name.startsWith(prefix) || ownerPid(name) === undefined) continue;
    if (!(await ownerLives(name))) await remove(name);
  }
}

/** Its command may have ended, or another sweep may have been faster. */
async function remove(container: string): Promise<void> {
  await execa("docker", ["rm", "--force", "--volumes", container], { reject: false });
}
