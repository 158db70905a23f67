import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import * as z from "zod";
import { environmentsFolder } from "./home.ts";

/** What a machine holds of the kinds of things that an environment makes: kind -> things, each named for people. */
export const inventory = z.strictObject({
  containers: z.array(z.string()),
  networks: z.array(z.string()),
  volumes: z.array(z.string()),
  contexts: z.array(z.string()),
  stacks: z.array(z.string()),
  locks: z.array(z.string()),
  processes: z.array(z.string()),
  ports: z.array(z.string()),
});
export type Inventory = z.infer<typeof inventory>;

/** What one thing of each kind is called, and how it is removed, with its name in place of NAME. */
const kinds: Record<keyof Inventory, { one: string; removal: string }> = {
  containers: { one: "container", removal: "docker rm --force --volumes NAME" },
  networks: { one: "network", removal: "docker network rm NAME" },
  volumes: { one: "volume", removal: "docker volume rm NAME" },
  contexts: { one: "context", removal: "kubectl config delete-context NAME" },
  stacks: { one: "stack", removal: "drill gc" },
  locks: { one: "lock", removal: "rm NAME" },
  processes: { one: "process", removal: "kill NAME" },
  ports: { one: "port", removal: "end the process that listens on NAME" },
};

/** Looks at the whole machine; a part that cannot be looked at throws, since "nothing seen" would be a lie. */
export async function takeInventory(): Promise<Inventory> {
  const state = await listFiles(environmentsFolder());
  const [containers, networks, volumes, contexts, processes, ports] = await Promise.all([
    lines("docker", ["ps", "--all", "--format", "{{.Names}}"]),
    lines("docker", ["network", "ls", "--format", "{{.Name}}"]),
    lines("docker", ["volume", "ls", "--format", "{{.Name}}"]),
    kubeContexts(),
    toolProcesses(),
    listeningPorts(),
  ]);
  return {
    containers,
    networks,
    volumes,
    contexts,
    stacks: state.filter((file) => /\/backend\/\.pulumi\/stacks\/.*\.json$/.test(file)),
    locks: state.filter((file) => /\/backend\/\.pulumi\/locks\/.*\.json$/.test(file)),
    processes,
    ports,
  };
}

/** What is there now and was not before, less what belongs to others; each entry says what it is and how to remove it. */
export function leftBehind(before: Inventory, now: Inventory, belongsToOthers: (thing: string) => boolean): string[] {
  return (Object.keys(now) as (keyof Inventory)[]).flatMap((kind) =>
    now[kind]
      .filter((thing) => !before[kind].includes(thing) && !belongsToOthers(thing))
      .map((thing) => {
        const { one, removal } = kinds[kind];
        return `${one} ${thing} (${removal.replace("NAME", thing.split(" ")[0] ?? thing)})`;
      }),
  );
}

async function lines(command: string, args: string[]): Promise<string[]> {
  const { stdout } = await execa(command, args, { timeout: 30_000 });
  return stdout === "" ? [] : stdout.split("\n").sort();
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Contexts of the user's own kubeconfig, which nothing of ours may touch. */
async function kubeContexts(): Promise<string[]> {
  const file = process.env["KUBECONFIG"] ?? join(homedir(), ".kube", "config");
  const text = await readFile(file, "utf8").catch(() => "");
  const config = z.object({ contexts: z.array(z.object({ name: z.string() })).nullish() }).safeParse(parse(text));
  return config.success ? (config.data.contexts ?? []).map((context) => context.name) : [];
}

/** Processes of the tools that an environment starts, as "<pid> <command>". */
async function toolProcesses(): Promise<string[]> {
  const tools = /^(?:pulumi|pulumi-[a-z-]+|kind|k6|kubectl|toxiproxy-server)$/;
  const found: string[] = [];
  for (const pid of (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    const names = words.slice(0, 3).map((word) => word.split("/").at(-1) ?? "");
    const plugin = words.find((word) => /toolchain\/plugins\/[^/]+\/main\.ts$/.test(word));
    if (tools.test(names[0] ?? "") || plugin !== undefined) found.push(`${pid} ${plugin ?? names[0]}`);
  }
  return found.sort();
}

/** Listening TCP sockets of this machine as "<address>:<port>", from the kernel's own tables. */
export async function listeningPorts(): Promise<string[]> {
  if (process.platform !== "linux") {
    const { stdout } = await execa("lsof", ["-nP", "-iTCP", "-sTCP:LISTEN", "-Fn"], { reject: false });
    return [...new Set(stdout.split("\n").filter((line) => line.startsWith("n")))].map((line) => line.slice(1)).sort();
  }
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
  );
  const ports = tables.flatMap((table) => table.split("\n").slice(1).flatMap(listening));
  return [...new Set(ports)].sort();
}

function listening(row: string): string[] {
  const [, local, , state] = row.trim().split(/\s+/);
  if (local === undefined || state !== "0A") return [];
  const [address = "", port = "0"] = local.split(":");
  const loopback =
    address === "0100007F" || address.endsWith("0100007F") || address === "00000000000000000000000001000000";
  return [`${loopback ? "127.0.0.1" : "0.0.0.0"}:${Number.parseInt(port, 16)}`];
}
