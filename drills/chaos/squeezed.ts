import type { Fault } from "../../engine/faults/fault.ts";
import { type Limits, limitsCut } from "../../engine/faults/kinds/limits-cut.ts";

/** The agent whose pods get short of CPU, and the route that needs it. */
const agent = "osteon";

/** What is squeezed, and into what: enough memory to live on, so little CPU that further pods help. */
export const squeezed = {
  agent,
  route: "draft",
  workloads: ["mesh", agent],
  /** by which requests come to them */
  links: [`mesh-${agent}`],
  /** the most pods of each, where they scale by themselves */
  maxReplicas: 4,
  /** replacing pods that start slowly takes most of it, twice; seconds */
  slackSeconds: 60,
} as const;

/** Cuts the limits of mesh and of the agent. */
export const squeeze = (limits: { mesh: Limits; agent: Limits }): Fault[] => [
  limitsCut("mesh", limits.mesh),
  limitsCut(agent, limits.agent),
];
