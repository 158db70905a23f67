import { describe, expect, it } from "vitest";
import { configuration } from "../../../../engine/backup/configuration.ts";
import { readConfiguration } from "../../../../engine/backup/read-configuration.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { clusterWith, deploymentOf, scalerOf } from "./some-configuration.ts";

const read = (api: ClusterApi, stack: Record<string, string> = {}) =>
  readConfiguration({ api, environment: someOutputs() }, stack);

describe("the configuration of an environment", () => {
  it("is what is set at BIOwerk's services, and nothing that comes from a Secret", async () => {
    const api = clusterWith([
      deploymentOf("mesh", [
        { name: "LOG_LEVEL", value: "INFO" },
        { name: "MONGO_USER" },
        { name: "JWT_SECRET_KEY", valueFrom: { secretKeyRef: { name: "biowerk", key: "jwt-secret-key" } } },
      ]),
      deploymentOf("llm", [{ name: "LLM_LATENCY_MS", value: "20" }]),
    ]);
    expect((await read(api)).services).toEqual({ mesh: { LOG_LEVEL: "INFO", MONGO_USER: "" } });
  });

  it("knows the bounds of each autoscaler, of which the lower one need not be said", async () => {
    const api = clusterWith(
      [],
      [scalerOf("mesh", { minReplicas: 2, maxReplicas: 4 }), scalerOf("osteon", { maxReplicas: 3 })],
    );
    expect((await read(api)).autoscalers).toEqual({ mesh: { min: 2, max: 4 }, osteon: { min: 1, max: 3 } });
  });

  it("is asked for in the environment's own namespace", async () => {
    const asked: string[] = [];
    const api = {
      apps: {
        listNamespacedDeployment: async ({ namespace }: { namespace: string }) => (
          asked.push(namespace),
          { items: [] }
        ),
      },
      get: async (path: string) => (asked.push(path), { status: 200, body: '{"items":[]}' }),
    } as unknown as ClusterApi;
    await read(api);
    expect(asked).toEqual(["biowerk-e1", "/apis/autoscaling/v2/namespaces/biowerk-e1/horizontalpodautoscalers"]);
  });

  it("keeps of the stack what another machine can make it of", async () => {
    const own = {
      replicas: "2",
      env: '{"LOG_LEVEL":"DEBUG"}',
      documentsKind: "ferretdb",
      autoscale: '{"mesh":{"max":2}}',
    };
    const ofTheMachine = {
      nodeImage: "node:1",
      backupImage: "backup:1",
      imageArchives: '["/cache/a.tar"]',
      hostPort: "18080",
      kubeconfig: "/home/someone/.kube/config",
      kubeContext: "lab",
      clusterProvider: "existing",
      secretsFile: "/state/secrets.json",
    };
    const ofTheEnvironment = {
      environmentId: "e1",
      owner: "someone",
      ttl: "4h",
      createdAt: "then",
      renewedAt: "now",
      deploy: "all",
    };
    const found = await read(clusterWith([]), { ...own, ...ofTheMachine, ...ofTheEnvironment });
    expect(found.stack).toEqual(own);
    expect(configuration.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  it("cannot be known where the cluster refuses to tell", async () => {
    const refusal = { status: 403, body: '{"kind":"Status","message":"forbidden"}' };
    const api = { ...clusterWith([]), get: async () => refusal } as unknown as ClusterApi;
    await expect(read(api)).rejects.toThrow();
  });
});
