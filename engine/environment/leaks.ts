import { setTimeout as sleep } from "node:timers/promises";
import { appeared, type Inventory, takeInventory } from "./inventory.ts";
import { isMarked, type Marks } from "./ownership.ts";
import { trace, type Trace } from "./trace.ts";

/** What appeared on the machine while an environment was there, in words. */
export interface Appeared {
  /** left behind by the environment, each with the command that removes it */
  ours: string[];
  /** of an owner that is not known here: nothing that we may tell anybody to remove */
  foreign: string[];
}

/** How long what was just ended may take to be gone, milliseconds. */
const settleMs = 3_000;

/**
 * What appeared, and still is there a moment later: sockets and processes take one to go.
 * @param others looked up anew each time, since other environments come and go meanwhile
 */
export async function findLeaks(before: Inventory, own: Marks, others: () => Promise<Marks[]>): Promise<Appeared> {
  const look = async () => sortByOwner(await trace(appeared(before, await takeInventory())), own, await others());
  const first = await look();
  if (first.ours.length === 0 && first.foreign.length === 0) return first;
  await sleep(settleMs);
  const second = await look();
  return {
    ours: first.ours.filter((item) => second.ours.includes(item)),
    foreign: first.foreign.filter((item) => second.foreign.includes(item)),
  };
}

/** Says what is the environment's own and what is nobody's whom we know; what is another environment's is left out. */
export function sortByOwner(traces: Trace[], own: Marks, others: Marks[]): Appeared {
  const ours = traces.filter((each) => isMarked(own, each));
  const foreign = traces.filter((each) => ![own, ...others].some((marks) => isMarked(marks, each)));
  return { ours: ours.map((each) => `${nameOf(each)} (${removalOf(each)})`), foreign: foreign.map(nameOf) };
}

/** What one thing of each kind is called, and the command that removes it. */
const kinds: Record<keyof Inventory, { one: string; removal: (thing: Trace) => string }> = {
  containers: { one: "container", removal: ({ name }) => `docker rm --force --volumes ${name}` },
  networks: { one: "network", removal: ({ name }) => `docker network rm ${name}` },
  volumes: { one: "volume", removal: ({ name }) => `docker volume rm ${name}` },
  contexts: { one: "context", removal: ({ name }) => `kubectl config delete-context ${name}` },
  stacks: { one: "stack", removal: () => "drill gc" },
  locks: { one: "lock", removal: ({ name }) => `rm ${name}` },
  processes: { one: "process", removal: killOf },
  ports: { one: "port", removal: killOf },
};

const nameOf = ({ kind, name }: Trace) => `${kinds[kind].one} ${name}`;
const removalOf = (thing: Trace) => kinds[thing.kind].removal(thing);

function killOf({ name, process }: Trace): string {
  return process === undefined ? `end the process that listens on ${name}` : `kill ${process.pid}`;
}
