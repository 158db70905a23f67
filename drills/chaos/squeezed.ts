import type { Settings } from "../../contract/settings.ts";
import type { Fault } from "../../engine/faults/fault.ts";
import { type Limits, limitsCut } from "../../engine/faults/kinds/limits-cut.ts";

/** The agent whose pods get short of CPU, and the route that needs it. */
const agent = "osteon";

/** What is squeezed: with so little CPU that further pods help. */
export const squeezed = {
  agent,
  route: "draft",
  workloads: ["mesh", agent],
  /** by which requests come to them */
  links: [`mesh-${agent}`],
  /** the most pods of each, where they scale by themselves */
  maxReplicas: 4,
  /** less than pods usually may use, and nearly twice of what either BIOwerk needs to live on */
  memory: "256Mi",
} as const;

/**
 * How long a squeezed pod may take to start, seconds. A target that starts slowly says so by its period of grace, and
 * has several times as much where there is little CPU.
 */
export const startSeconds = ({ HEALTH_STARTUP_GRACE_PERIOD }: Settings): number => 30 + 4 * HEALTH_STARTUP_GRACE_PERIOD;

/** Pods start squeezed, and again once they are no longer; and what is added may be waited for beyond its phase. */
export const squeezeSlackSeconds = (settings: Settings): number => startSeconds(settings) + 30;

/** Cuts the limits of mesh and of the agent. */
export const squeeze = (cpu: { mesh: Limits["cpu"]; agent: Limits["cpu"] }): Fault[] => [
  limitsCut("mesh", { cpu: cpu.mesh, memory: squeezed.memory }),
  limitsCut(agent, { cpu: cpu.agent, memory: squeezed.memory }),
];
