import type { Config, Role } from "./config.ts";
import { type Defect, type DefectTools, servicesOf } from "./defects/defect.ts";
import { defects } from "./defects/defects.ts";
import { registerDrain } from "./server/drain.ts";
import { loggerOptions } from "./server/logging.ts";
import type { Service } from "./server/service.ts";

/** Builds the service that a role asks for; only what that role needs is loaded. */
export async function createService(role: Role, config: Config, exit: DefectTools["exit"]): Promise<Service> {
  if (role === "llm-stub") return stubService(config);
  const options = { settings: config, defect: defectOf(role, config), exit };
  if (role === "mesh") {
    const { createMesh } = await import("./mesh/mesh.ts");
    return createMesh(options);
  }
  const { createAgent } = await import("./agents/agent.ts");
  return createAgent(role, { ...options, meshUrl: config.MESH_URL });
}

/** All services are given the same environment; a defect belongs to one or a few of them. */
function defectOf(role: Role, { DRILL_DEFECT }: Config): Defect | undefined {
  const defect: Defect | undefined = DRILL_DEFECT && defects[DRILL_DEFECT];
  return defect !== undefined && servicesOf(defect).some((service) => service === role) ? defect : undefined;
}

async function stubService(config: Config): Promise<Service> {
  const { createStub } = await import("./llm/stub.ts");
  const knobs = {
    latencyMs: config.LLM_LATENCY_MS,
    errorRatio: config.LLM_ERROR_RATIO,
    maxConcurrent: config.LLM_MAX_CONCURRENT,
  };
  const app = createStub(knobs, loggerOptions("llm-stub", config.LOG_LEVEL));
  return { app, drain: registerDrain(app), start: () => undefined, stop: async () => undefined };
}
