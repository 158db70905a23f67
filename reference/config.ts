import * as z from "zod";
import { DrillError } from "../common/errors.ts";
import { agents, services } from "../contract/services.ts";
import { settings } from "../contract/settings.ts";
import { defectNames } from "./defects/defects.ts";

/** What one program can be. */
export const roles = ["mesh", ...agents, "llm-stub"] as const;
export type Role = (typeof roles)[number];

/** Ollama's own port. */
const stubPort = 11_434;

const environment = settings.extend({
  /** overrides the role's own port */
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** where nucleus reaches mesh */
  MESH_URL: z.url().default(`http://mesh:${services.mesh.port}`),
  /** a defect to have on purpose */
  DRILL_DEFECT: z.enum(defectNames).optional(),
  /** milliseconds that the stub takes for each answer */
  LLM_LATENCY_MS: z.coerce.number().nonnegative().default(20),
  /** share of the stub's answers that are errors */
  LLM_ERROR_RATIO: z.coerce.number().min(0).max(1).default(0),
  /** answers that the stub works on at once; 0 = any number */
  LLM_MAX_CONCURRENT: z.coerce.number().int().nonnegative().default(0),
});

export type Config = z.infer<typeof environment>;

/**
 * Reads the role and the environment of a process.
 * @throws DrillError reference.role or reference.settings
 */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): { role: Role; config: Config } {
  const role = roles.find((each) => each === args[0]);
  if (role === undefined) {
    throw new DrillError({
      code: "reference.role",
      kind: "usage",
      message: `"${args[0] ?? ""}" is not a role`,
      remedy: `give one of ${roles.join(", ")}`,
    });
  }
  const config = environment.safeParse(env);
  if (!config.success) throw badSettings(config.error);
  if (config.data.LLM_PROVIDER !== "ollama") throw otherProvider(config.data.LLM_PROVIDER);
  return { role, config: config.data };
}

/** The port that a role listens on. */
export function portOf(role: Role, config: Config): number {
  return config.PORT ?? (role === "llm-stub" ? stubPort : services[role].port);
}

/** Names the variables and never their values, which may be secret. */
function badSettings(error: z.ZodError): DrillError {
  const problems = error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return new DrillError({
    code: "reference.settings",
    kind: "usage",
    message: `environment variables are not valid: ${problems.join("; ")}`,
    remedy: "correct or unset them",
  });
}

function otherProvider(provider: string): DrillError {
  return new DrillError({
    code: "reference.settings",
    kind: "usage",
    message: `the reference does not speak to LLM_PROVIDER ${provider}`,
    remedy: "set LLM_PROVIDER to ollama and OLLAMA_BASE_URL to a server of that protocol",
  });
}
