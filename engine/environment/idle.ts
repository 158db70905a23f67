import { stateFolder } from "../../common/folders.ts";
import { stopOwnDaemon } from "../../toolchain/docker/daemon.ts";
import { listLeases } from "./record.ts";

/** Stops the Docker daemon if it was started here and no environment is recorded any more. */
export async function dropOwnDaemonIfIdle(say: (line: string) => void): Promise<void> {
  if ((await listLeases()).length > 0) return;
  if ((await stopOwnDaemon(stateFolder())) === "stopped") say("stopped the Docker daemon that was started for this");
}
