import { agents, type AgentName, services } from "../../contract/services.ts";
import type { Address } from "../placement.ts";

/** A connection between two parts of BIOwerk that a drill can break: what calls, and what is called. */
export type LinkName = `mesh-${AgentName}` | "agents-llm" | "postgres" | "redis" | "mongodb";

/** One proxy of Toxiproxy. */
export interface Link {
  name: LinkName;
  /** port at which the proxy listens */
  port: number;
  upstream: Address;
}

const firstPort = 20_001;

/** Every link, with a port of its own at Toxiproxy. */
export function linksTo(stores: Record<"agents-llm" | "postgres" | "redis" | "mongodb", Address>): Link[] {
  const upstreams: [LinkName, Address][] = [
    ...agents.map((agent): [LinkName, Address] => [
      `mesh-${agent}`,
      { service: services[agent].name, port: services[agent].port },
    ]),
    ...(Object.entries(stores) as [LinkName, Address][]),
  ];
  return upstreams.map(([name, upstream], index) => ({ name, port: firstPort + index, upstream }));
}
