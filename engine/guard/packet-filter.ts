import { execFile } from "node:child_process";

/** A rule as iptables lists it, without the name of its chain, and the packets that it has matched. */
export interface CountedRule {
  rule: string;
  packets: number;
}

/** The packet filter of this node, reduced to chains of ours that stand first in FORWARD. */
export interface PacketFilter {
  /** our chains, in force or half made */
  chains: () => Promise<ReadonlyMap<string, CountedRule[]>>;
  /** puts a chain with these rules in force, spelled as iptables lists them; the same again changes nothing */
  put: (chain: string, rules: readonly string[]) => Promise<void>;
  /** takes a chain out of force; one that is not there is as good */
  remove: (chain: string) => Promise<void>;
}

/** Runs a program and returns what it printed. */
export type Runner = (program: string, args: readonly string[], input?: string) => Promise<string>;

/** By iptables, which takes a lock that kube-proxy takes too. Every change is made at once or not at all. */
export function iptables(run: Runner = runProgram): PacketFilter {
  const read = async () => parseTable(await run("iptables-save", ["-c", "-t", "filter"]));
  const commit = async (commands: readonly string[]) => {
    if (commands.length === 0) return;
    // Other chains stay as they are.
    await run("iptables-restore", ["-w", "5", "--noflush"], ["*filter", ...commands, "COMMIT", ""].join("\n"));
  };
  return {
    chains: async () => (await read()).chains,
    put: async (chain, rules) => {
      const { chains, forward } = await read();
      const there = chains.get(chain)?.map(({ rule }) => rule);
      const contents = [`:${chain} - [0:0]`, ...rules.map((rule) => `-A ${chain} ${rule}`)];
      const jump = [...withoutJumps(chain, forward), `-I FORWARD 1 -j ${chain}`];
      await commit([...(sameRules(there, rules) ? [] : contents), ...(leads(chain, forward) ? [] : jump)]);
    },
    remove: async (chain) => {
      const { chains, forward } = await read();
      if (chains.has(chain)) await commit([`:${chain} - [0:0]`, ...withoutJumps(chain, forward), `-X ${chain}`]);
    },
  };
}

interface Table {
  chains: Map<string, CountedRule[]>;
  /** rules of FORWARD */
  forward: string[];
}

const ours = /^DRILL-[0-9a-f]{8}$/;
const ourJump = /^-j DRILL-[0-9a-f]{8}$/;

/** @param saved what iptables-save prints with counters */
function parseTable(saved: string): Table {
  const table: Table = { chains: new Map(), forward: [] };
  for (const line of saved.split("\n")) {
    const chain = /^:(\S+) /.exec(line)?.[1];
    if (chain !== undefined && ours.test(chain)) table.chains.set(chain, []);
    const [, packets, name = "", rule = ""] = /^\[(\d+):\d+\] -A (\S+) (.*)$/.exec(line) ?? [];
    if (name === "FORWARD") table.forward.push(rule);
    table.chains.get(name)?.push({ rule, packets: Number(packets) });
  }
  return table;
}

/** Whether the chain is jumped to once, with nothing but chains of ours before it: they need not vie for the place. */
function leads(chain: string, forward: readonly string[]): boolean {
  const jumps = forward.filter((rule) => rule === `-j ${chain}`);
  const others = forward.findIndex((rule) => !ourJump.test(rule));
  return jumps.length === 1 && (others === -1 || forward.indexOf(`-j ${chain}`) < others);
}

const withoutJumps = (chain: string, forward: readonly string[]) =>
  forward.filter((rule) => rule === `-j ${chain}`).map((rule) => `-D FORWARD ${rule}`);

const sameRules = (there: readonly string[] | undefined, wanted: readonly string[]) =>
  there !== undefined && there.join("\n") === wanted.join("\n");

function runProgram(program: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: 8_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ${args.join(" ")}: ${stderr.trim() || error.message}`));
    });
    child.stdin?.end(input);
  });
}
