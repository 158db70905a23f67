import { messageOf } from "../common/errors.ts";
import type { Edges } from "./edges.ts";

/** Runs what may start a Docker daemon, and drops that one again, however it ended, unless something needs it. */
export async function withDocker<T>(edges: Edges, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } finally {
    await dropDocker(edges);
  }
}

/** Stops a daemon of ours that nothing needs; one that does not stop must not hide how the verb ended. */
export async function dropDocker({ dropIdleDocker, say }: Edges): Promise<void> {
  await dropIdleDocker(say).catch((thrown: unknown) => say(`the Docker daemon was not stopped: ${messageOf(thrown)}`));
}
