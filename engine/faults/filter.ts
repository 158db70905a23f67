import { createHash } from "node:crypto";
import * as z from "zod";

/** What a drill asks of the packet filter of every node, for as long as its lease lives. */
export const filterRequest = z.strictObject({
  /** counts what comes to ports of a pod: whether a link carries traffic, and how often it is tried */
  watched: z.strictObject({ pod: z.ipv4(), ports: z.array(z.int().min(1).max(65_535)) }).nullable(),
  /** pods that lose all other pods, both ways; what does not come from a pod, such as the kubelet's probes, is spared */
  cut: z
    .strictObject({
      pods: z.array(z.ipv4()).min(1),
      /** the networks that pods have their addresses in */
      networks: z.array(z.cidrv4()).min(1),
    })
    .nullable(),
});

export type FilterRequest = z.infer<typeof filterRequest>;
export type Cut = NonNullable<FilterRequest["cut"]>;
export type Watched = NonNullable<FilterRequest["watched"]>;

/** Name of a run's chain; at most 28 characters are allowed there. */
export function chainOf(runId: string): string {
  return `DRILL-${createHash("sha256").update(runId).digest("hex").slice(0, 8)}`;
}

/** The rules of a request, spelled as iptables lists them, without the name of the chain. */
export function rulesOf({ watched, cut }: FilterRequest): string[] {
  const counting = (watched?.ports ?? []).flatMap((port) => {
    const packet = packetRule(watched?.pod ?? "", port);
    return [packet, `${packet} ${synOnly}`];
  });
  const dropping = (cut?.pods ?? []).flatMap((pod) =>
    (cut?.networks ?? []).flatMap((each) => [`-s ${pod}/32 -d ${each} -j DROP`, `-s ${each} -d ${pod}/32 -j DROP`]),
  );
  return [...counting, ...dropping];
}

/** What came to a watched port. */
export interface PortTraffic {
  packets: number;
  /** attempts to connect */
  connects: number;
}

/** What a chain has counted: dropped packets by the pod that is cut off, and traffic by watched port. */
export interface ChainCounters {
  dropped: Record<string, number>;
  ports: Record<string, PortTraffic>;
}

/** @param rules the chain's rules as iptables lists them, each with the packets that it matched */
export function countersOf(rules: readonly { rule: string; packets: number }[]): ChainCounters {
  const counters: ChainCounters = { dropped: {}, ports: {} };
  for (const { rule, packets } of rules) {
    const cut = rule.endsWith("-j DROP") ? singleAddress.exec(rule)?.[1] : undefined;
    if (cut !== undefined) counters.dropped[cut] = (counters.dropped[cut] ?? 0) + packets;
    const port = / --dport (\d+)/.exec(rule)?.[1];
    if (port === undefined) continue;
    const seen = (counters.ports[port] ??= { packets: 0, connects: 0 });
    seen[rule.endsWith(synOnly) ? "connects" : "packets"] += packets;
  }
  return counters;
}

/** In a rule that drops, the pod is an address and its counterpart a network. */
const singleAddress = /-[sd] ([\d.]+)\/32 /;
const synOnly = "--tcp-flags FIN,SYN,RST,ACK SYN";
const packetRule = (pod: string, port: number) => `-d ${pod}/32 -p tcp -m tcp --dport ${port}`;
