import type { EnvironmentOutputs } from "../../stacks/outputs.ts";

/** Outputs of an environment whose cluster does not answer, with these changes. */
export const someOutputs = (changed: Partial<EnvironmentOutputs> = {}): EnvironmentOutputs => ({
  version: 2,
  environmentId: "e1",
  clusterProvider: "kind",
  clusterIdentifier: "biowerk-e1/0a1b2c",
  podIsolation: "packet-filter",
  kubeconfig: JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "e1",
    contexts: [{ name: "e1", context: { cluster: "e1", user: "e1" } }],
    clusters: [{ name: "e1", cluster: { server: "https://127.0.0.1:9" } }],
    users: [{ name: "e1", user: { token: "t" } }],
  }),
  namespace: "biowerk-e1",
  meshUrl: "http://127.0.0.1:9",
  workloads: ["mesh"],
  postgres: { service: "postgres", port: 5432, user: "biowerk", database: "biowerk" },
  redis: { service: "redis", port: 6379 },
  documents: { kind: "ferretdb", service: "mongodb", port: 27017, user: null, database: "biowerk" },
  llm: { service: "llm", port: 11434, latencyMs: 20, errorRatio: 0, maxConcurrent: 0 },
  faultLinks: {},
  observability: null,
  backup: null,
  identityHeader: null,
  secrets: { postgresPassword: "pg-secret", mongoPassword: "", jwtSecretKey: "jwt-secret", encryptionMasterKey: "key" },
  ...changed,
});
