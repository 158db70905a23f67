import { execa } from "execa";

/** Why tests that need a Docker daemon cannot run; undefined where one answers. */
export async function dockerMissing(): Promise<string | undefined> {
  const { failed } = await execa("docker", ["info"], { reject: false });
  return failed ? "no Docker daemon answers" : undefined;
}

/** A tiny image of one empty file, for containers that need not run. */
export async function emptyImage(name: string): Promise<void> {
  await execa("docker", ["import", "-", name], { input: Buffer.alloc(10_240) });
}
