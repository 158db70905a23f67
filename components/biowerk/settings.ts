import type * as k8s from "@pulumi/kubernetes";
import { type AgentName, agents, type ServiceName, services } from "../../contract/services.ts";
import { agentUrlVariable } from "../../contract/settings.ts";
import type { Address } from "../placement.ts";
import type { SecretReference } from "../secret.ts";

type EnvVar = k8s.types.input.core.v1.EnvVar;

/** What every BIOwerk service is told about the rest of the environment. */
export interface Surroundings {
  postgres: { service: string; port: number; user: string; database: string; password: SecretReference };
  redis: Address;
  documents: {
    service: string;
    port: number;
    database: string;
    /** null where the store knows no credentials */
    credentials: { user: string; password: SecretReference } | null;
  };
  llm: Address;
  /** where mesh finds each agent */
  agents: Record<AgentName, Address>;
  jwtSecretKey: SecretReference;
  encryptionMasterKey: SecretReference;
}

/** Variables whose values are generated or come from a file of secrets; nobody may set them in clear. */
export const secretVariables = [
  "POSTGRES_PASSWORD",
  "MONGO_PASSWORD",
  "JWT_SECRET_KEY",
  "ENCRYPTION_MASTER_KEY",
] as const;

export type SecretVariable = (typeof secretVariables)[number];

/** Values that are known already, such as those of an environment that is restored. */
export type KnownSecrets = Partial<Record<SecretVariable, string>>;

/**
 * The environment variables of one service, sorted by name so that updates see no change of order.
 * @param extra further variables, which win over ours
 */
export function serviceSettings(service: ServiceName, around: Surroundings, extra: Record<string, string>): EnvVar[] {
  const plain = { ...commonSettings(around), ...(service === "mesh" ? meshSettings(around) : {}), ...extra };
  return [
    ...Object.entries(plain).map(([name, value]) => ({ name, value })),
    ...Object.entries(secretSettings(around)).map(([name, secretKeyRef]) => ({ name, valueFrom: { secretKeyRef } })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function commonSettings({ postgres, redis, documents, llm }: Surroundings): Record<string, string> {
  return {
    // The mesh starts only with these two: in its other modes, or reporting, it reads a setting that is not there yet.
    ENVIRONMENT: "production",
    CSP_REPORT_ENABLED: "false",
    // Nothing collects traces here.
    OTEL_ENABLED: "false",
    POSTGRES_HOST: postgres.service,
    POSTGRES_PORT: String(postgres.port),
    POSTGRES_USER: postgres.user,
    POSTGRES_DB: postgres.database,
    MONGO_HOST: documents.service,
    MONGO_PORT: String(documents.port),
    MONGO_DB: documents.database,
    // Without a name and a password BIOwerk connects without credentials.
    ...(documents.credentials === null
      ? { MONGO_USER: "", MONGO_PASSWORD: "" }
      : { MONGO_USER: documents.credentials.user }),
    REDIS_HOST: redis.service,
    REDIS_PORT: String(redis.port),
    LLM_PROVIDER: "ollama",
    OLLAMA_BASE_URL: `http://${llm.service}:${llm.port}`,
    // A second, paid provider must never be tried.
    BUDGET_AUTO_FALLBACK: "false",
  };
}

function meshSettings({ agents: found }: Surroundings): Record<string, string> {
  const urls = agents.map((agent) => [agentUrlVariable(agent), `http://${found[agent].service}:${found[agent].port}`]);
  return { ...Object.fromEntries(urls), MESH_HOST: services.mesh.name, MESH_PORT: String(services.mesh.port) };
}

function secretSettings(around: Surroundings): Record<string, SecretReference> {
  const { credentials } = around.documents;
  return {
    POSTGRES_PASSWORD: around.postgres.password,
    ...(credentials === null ? {} : { MONGO_PASSWORD: credentials.password }),
    JWT_SECRET_KEY: around.jwtSecretKey,
    ENCRYPTION_MASTER_KEY: around.encryptionMasterKey,
  };
}
