import { readdir, readFile } from "node:fs/promises";

const tools = /^(?:pulumi|pulumi-[a-z-]+|kind|k6|kubectl|toxiproxy-server)$/;

/**
 * Processes of the tools that an environment starts on this machine, as "<pid> <command>". Those within containers are
 * left out: they come and go with their container, whoever starts that, and an inventory names containers themselves.
 */
export async function toolProcesses(): Promise<string[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(toolProcess));
  return found.filter((each) => each !== undefined).sort();
}

async function toolProcess(pid: string): Promise<string | undefined> {
  const words = (await procFile(pid, "cmdline")).split("\0");
  const command = words[0]?.split("/").at(-1) ?? "";
  const plugin = words.find((word) => /toolchain\/plugins\/[^/]+\/main\.ts$/.test(word));
  if (!tools.test(command) && plugin === undefined) return undefined;
  return isContained(await procFile(pid, "status")) ? undefined : `${pid} ${plugin ?? command}`;
}

/** Whether a process's /proc/<pid>/status says that it has a pid in a namespace below this one too. */
export function isContained(status: string): boolean {
  const ids = /^NSpid:\s+(.*)$/m.exec(status)?.[1] ?? "";
  return ids.trim().split(/\s+/).length > 1;
}

/** Empty where the process has ended. */
const procFile = (pid: string, name: string) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "");
