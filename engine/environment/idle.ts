import { execa } from "execa";
import { stateFolder } from "../../common/folders.ts";
import { stopOwnDaemon } from "../../toolchain/docker/daemon.ts";
import { sweepScratchContainers } from "../../toolchain/docker/scratch-container.ts";
import { listLeases } from "./record.ts";

/** Stops the Docker daemon if it was started here, no environment is recorded, and no container exists. */
export async function dropOwnDaemonIfIdle(say: (line: string) => void): Promise<void> {
  if ((await listLeases()).length > 0) return;
  await sweepScratchContainers();
  // A stack that plain `pulumi up` made has no record, but its node is a container.
  const { stdout, failed } = await execa("docker", ["ps", "--all", "--quiet"], { reject: false });
  if (failed || stdout !== "") return;
  if ((await stopOwnDaemon(stateFolder())) === "stopped") say("stopped the Docker daemon that was started for this");
}
