import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import * as z from "zod";
import { environmentsFolder } from "./home.ts";
import { listeningPorts } from "./listeners.ts";
import { toolProcesses } from "./tool-processes.ts";

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

/** One entry of an inventory. */
export interface Thing {
  kind: keyof Inventory;
  name: string;
}

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

/** What is there now and was not before, whoever it belongs to. */
export function appeared(before: Inventory, now: Inventory): Thing[] {
  return (Object.keys(now) as (keyof Inventory)[]).flatMap((kind) =>
    now[kind].filter((name) => !before[kind].includes(name)).map((name) => ({ kind, name })),
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
