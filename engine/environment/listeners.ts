import { readdir, readFile, readlink } from "node:fs/promises";
import { execa } from "execa";

/** Listening TCP sockets of this machine as "<address>:<port>", from the kernel's own tables. */
export async function listeningPorts(): Promise<string[]> {
  if (process.platform !== "linux") {
    const { stdout } = await execa("lsof", ["-nP", "-iTCP", "-sTCP:LISTEN", "-Fn"], { reject: false });
    return [...new Set(stdout.split("\n").filter((line) => line.startsWith("n")))].map((line) => line.slice(1)).sort();
  }
  return [...new Set((await sockets()).map(({ port }) => port))].sort();
}

/** The process that listens on each of these ports, where this process may see it; Linux alone. */
export async function listenersOf(ports: readonly string[]): Promise<Map<string, number>> {
  const wanted = new Map(
    (await sockets()).filter(({ port }) => ports.includes(port)).map(({ inode, port }) => [`socket:[${inode}]`, port]),
  );
  const found = new Map<string, number>();
  if (wanted.size === 0) return found;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    for (const target of await openFiles(pid)) {
      const port = wanted.get(target);
      if (port !== undefined) found.set(port, Number(pid));
    }
  }
  return found;
}

interface Socket {
  port: string;
  inode: string;
}

async function sockets(): Promise<Socket[]> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
  );
  return tables.flatMap((table) => table.split("\n").slice(1).flatMap(listening));
}

/** Where the open files of a process lead; none where it has ended or is another user's. */
async function openFiles(pid: string): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  return Promise.all(descriptors.map((one) => readlink(`${folder}/${one}`).catch(() => "")));
}

function listening(row: string): Socket[] {
  const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
  if (local === undefined || inode === undefined || state !== "0A") return [];
  const [address = "", port = "0"] = local.split(":");
  const loopback =
    address === "0100007F" || address.endsWith("0100007F") || address === "00000000000000000000000001000000";
  return [{ port: `${loopback ? "127.0.0.1" : "0.0.0.0"}:${Number.parseInt(port, 16)}`, inode }];
}
