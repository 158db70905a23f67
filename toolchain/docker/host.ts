import { readFile } from "node:fs/promises";

/** Bit numbers of the kernel's capabilities that matter here. */
const capabilities = { CAP_SYS_RESOURCE: 24 } as const;

/** Whether this process may use the capability. */
export async function hasCapability(name: keyof typeof capabilities): Promise<boolean> {
  const status = await readFile("/proc/self/status", "utf8");
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return ((BigInt(`0x${effective}`) >> BigInt(capabilities[name])) & 1n) === 1n;
}

/** Whether apt installs packages here. */
export async function isDebianLike(): Promise<boolean> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^ID(?:_LIKE)?="?.*\b(?:debian|ubuntu)\b/m.test(release);
}

/** When the process started, in clock ticks since boot; undefined where it is gone or a zombie. */
export async function processStartTime(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field, the command, may hold spaces and brackets; fields are counted from behind its end.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === undefined || fields[0] === "" || fields[0] === "Z") return undefined;
  return fields[19];
}
