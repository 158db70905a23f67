import { beforeAll, describe, expect, it } from "vitest";
import type { DeployedEnvironment } from "../../stacks/environment.ts";
import { environmentOutputs } from "../../stacks/outputs.ts";
import { type Recording, valueOf } from "../helpers/pulumi-recorder.ts";
import { canary, containerOf, deploy, isWorkload, objectOf, observed } from "./deployed.ts";

let up: Recording<DeployedEnvironment>;
beforeAll(async () => {
  up = await deploy(observed);
});

const deployment = (name: string) => up.find(":apps/v1:Deployment", `${name}-deployment`);
const serviceNamed = (name: string) =>
  up.ofType(":core/v1:Service").find((each) => objectOf(each).metadata.name === name);

describe("an environment that is observed", () => {
  it("says where metrics, alerts and logs are asked for, at services that there are", async () => {
    const { observability } = environmentOutputs.parse(await valueOf(up.result as never));
    expect(observability).toMatchObject({
      prometheus: { service: "prometheus", port: 9090 },
      alertmanager: { service: "alertmanager", port: 9093 },
    });
    for (const { service, port } of Object.values(observability ?? {})) {
      expect(objectOf(serviceNamed(service) ?? up.find("", service)).spec).toMatchObject({ ports: [{ port }] });
    }
  });

  it("has a name for each pod of mesh, ready or not", () => {
    const found = serviceNamed("mesh-pods");
    expect(found && objectOf(found).spec).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
    const { template } = objectOf(up.find(":apps/v1:Deployment", "mesh-deployment")).spec as {
      template: { metadata: { labels: object } };
    };
    expect(template.metadata.labels).toMatchObject((found && objectOf(found).spec["selector"]) as object);
  });

  it("asks the datastores themselves, with their generated passwords by reference alone", () => {
    expect(containerOf(deployment("exporters-redis")).args).toContain("--redis.addr=redis://redis:6379");
    const env = containerOf(deployment("exporters-postgres")).env ?? [];
    expect(env.find(({ name }) => name === "DATA_SOURCE_URI")?.value).toMatch(/^postgres:5432\/biowerk\?/);
    expect(env.find(({ name }) => name === "DATA_SOURCE_PASS")?.valueFrom).toBeDefined();
    for (const each of up.resources.filter(isWorkload)) expect(JSON.stringify(each.inputs)).not.toContain(canary);
  });

  it("takes few of two cores", () => {
    const requests = up.resources
      .filter((each) => isWorkload(each) || each.type.endsWith(":DaemonSet"))
      .map((each) => parseInt(containerOf(each).resources.requests.cpu, 10));
    expect(requests.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(900);
  });

  it("reads the logs of the node, and writes none of them", () => {
    const { template } = objectOf(up.find(":apps/v1:DaemonSet", "log-keeper-daemonset")).spec as {
      template: { spec: { containers: { volumeMounts: object[] }[] } };
    };
    expect(template.spec.containers[0]?.volumeMounts).toContainEqual({
      name: "pods",
      mountPath: "/var/log/pods",
      readOnly: true,
    });
  });

  it("serves the metrics API only once something answers it", () => {
    const api = up.find(":apiregistration.k8s.io/v1:APIService", "metrics-server-api");
    expect(api.dependencies).toContain(deployment("metrics-server").urn);
    expect(api.inputs["spec"]).toMatchObject({ service: { name: "metrics-server", namespace: "biowerk-smoke-1" } });
  });

  it("is the exception: others have nothing of it", async () => {
    const { resources, result } = await deploy();
    expect(resources.filter(({ type }) => type.startsWith("biowerk:observability:"))).toEqual([]);
    expect(await valueOf(result.observability)).toBeNull();
  });
});

describe("autoscaling", () => {
  it("leaves the number of pods to the autoscaler, by CPU alone", async () => {
    const { find, ofType } = await deploy({
      ...observed,
      serviceReplicas: '{"mesh":2}',
      autoscale: '{"mesh":{"max":4}}',
    });
    expect(ofType(":HorizontalPodAutoscaler").map((each) => each.name)).toEqual(["mesh-autoscaler"]);
    expect(find(":autoscaling/v2:HorizontalPodAutoscaler", "mesh-autoscaler").inputs["spec"]).toMatchObject({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "mesh" },
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [{ type: "Resource", resource: { name: "cpu" } }],
      behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
    });
    expect(objectOf(find(":apps/v1:Deployment", "mesh-deployment")).spec).not.toHaveProperty("replicas");
    expect(objectOf(find(":apps/v1:Deployment", "osteon-deployment")).spec).toMatchObject({ replicas: 1 });
  });
});
