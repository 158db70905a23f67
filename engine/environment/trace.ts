import { readFile, readlink } from "node:fs/promises";
import { execa } from "execa";
import type { Thing } from "./inventory.ts";
import { listenersOf } from "./listeners.ts";
import { operationTag } from "./operation-tag.ts";

/** A thing with the process behind it, where it is a process or a listening port and the process can be seen. */
export interface Trace extends Thing {
  process?: ProcessTrace;
}

/** What tells whose a process is. */
export interface ProcessTrace {
  pid: number;
  /** the process itself, its parent, and so on up */
  lineage: number[];
  /** its command line, its working folder and the tag of the operation that started it */
  text: string;
}

export async function trace(things: Thing[]): Promise<Trace[]> {
  const ports = things.filter(({ kind }) => kind === "ports").map(({ name }) => name);
  const listeners = await listenersOf(ports);
  const parents = await parentsOfAll();
  return Promise.all(
    things.map(async (thing) => {
      const pid = thing.kind === "processes" ? Number.parseInt(thing.name, 10) : listeners.get(thing.name);
      if (pid === undefined) return thing;
      return { ...thing, process: { pid, lineage: lineage(pid, parents), text: await textOf(pid) } };
    }),
  );
}

function lineage(pid: number, parents: Map<number, number>): number[] {
  const line: number[] = [];
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) line.push(at);
  return line;
}

async function parentsOfAll(): Promise<Map<number, number>> {
  const { stdout } = await execa("ps", ["-eo", "pid=,ppid="], { reject: false });
  const rows = (stdout ?? "").split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return new Map(rows.flatMap(([pid, parent]) => (pid === undefined || parent === undefined ? [] : [[pid, parent]])));
}

async function textOf(pid: number): Promise<string> {
  const [command, environment, folder] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
    readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""),
    readlink(`/proc/${pid}/cwd`).catch(() => ""),
  ]);
  // Of its environment the tag alone: in the rest a shell may name an environment without being part of it.
  const tag = environment.split("\0").find((entry) => entry.startsWith(`${operationTag}=`)) ?? "";
  return [command.replaceAll("\0", " "), folder, tag].join("\n");
}
