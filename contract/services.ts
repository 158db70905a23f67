/** The agents that mesh routes to. */
export const agents = ["osteon", "myocyte", "synapse", "circadian", "nucleus", "chaperone"] as const;

export type AgentName = (typeof agents)[number];
export type ServiceName = "mesh" | AgentName;

/** What identifies a service on the network. */
export interface Service {
  name: ServiceName;
  port: number;
  /** the title of its OpenAPI document */
  title: string;
}

/** Every service of BIOwerk that is under test, by name. */
export const services: Record<ServiceName, Service> = {
  mesh: { name: "mesh", port: 8080, title: "Mesh Gateway" },
  osteon: { name: "osteon", port: 8001, title: "Osteon" },
  myocyte: { name: "myocyte", port: 8002, title: "Myocyte" },
  synapse: { name: "synapse", port: 8003, title: "Synapse" },
  circadian: { name: "circadian", port: 8004, title: "Circadian" },
  nucleus: { name: "nucleus", port: 8005, title: "Nucleus" },
  chaperone: { name: "chaperone", port: 8006, title: "Chaperone" },
};

export const serviceNames: readonly ServiceName[] = ["mesh", ...agents];

/** What each agent can be asked to do. */
export const endpoints = {
  osteon: ["outline", "draft", "edit", "summarize", "export"],
  myocyte: ["ingest_table", "formula_eval", "model_forecast", "export"],
  synapse: ["storyboard", "slide_make", "visualize", "export"],
  circadian: ["plan_timeline", "assign", "track", "remind"],
  nucleus: ["plan", "route", "review", "finalize"],
  chaperone: ["import_artifact", "export_artifact"],
} as const satisfies Record<AgentName, readonly string[]>;

/** The one version of the API. */
export const apiVersion = "v1";

/** Path of an agent's endpoint at mesh, e.g. "/v1/nucleus/plan". */
export function meshPath(agent: AgentName, endpoint: string): string {
  return `/${apiVersion}/${agent}${agentEndpoint(endpoint)}`;
}

/** Path of an endpoint at the agent itself, e.g. "/v1/plan". */
export function agentPath(endpoint: string): string {
  return `/${apiVersion}${agentEndpoint(endpoint)}`;
}

/** Path of an endpoint at the agent itself without a version, which BIOwerk deprecates, e.g. "/plan". */
export function deprecatedAgentPath(endpoint: string): string {
  return agentEndpoint(endpoint);
}

const agentEndpoint = (endpoint: string) => `/${endpoint}`;

/** Whether mesh knows an agent of this name. */
export function isAgent(name: string): name is AgentName {
  return (agents as readonly string[]).includes(name);
}
