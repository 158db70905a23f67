import { beforeAll, describe, expect, it } from "vitest";
import { environmentLabel } from "../../components/labels.ts";
import { serviceNames } from "../../contract/services.ts";
import type { DeployedEnvironment } from "../../stacks/environment.ts";
import { environmentOutputs } from "../../stacks/outputs.ts";
import { clusterInputs } from "../../toolchain/plugins/kind/inputs.ts";
import { type Recording, valueOf } from "../helpers/pulumi-recorder.ts";
import { containerOf, deploy, hostPort, isKubernetes, isWorkload, objectOf, workloadOf } from "./deployed.ts";

let up: Recording<DeployedEnvironment>;
beforeAll(async () => {
  up = await deploy();
});

const objects = () => up.resources.filter(isKubernetes);
const services = () => up.ofType(":core/v1:Service");
const cluster = () => up.find("kind:index:Cluster", "cluster-kind");

describe("every object in the cluster", () => {
  it("is made by the provider of that cluster, which is itself made for it", () => {
    const provider = up.find("pulumi:providers:kubernetes", "cluster-provider");
    for (const object of objects()) expect(object.provider.startsWith(`${provider.urn}::`), object.urn).toBe(true);
    expect(provider.inputs).toMatchObject({ clusterIdentifier: "biowerk-smoke-1/0a1b2c" });
    expect(provider.dependencies).toContain(cluster().urn);
  });

  it("needs no deletion of its own once the cluster is deleted; nor does what was generated for it", () => {
    const within = up.resources.filter((each) => each.custom && each.urn !== cluster().urn);
    for (const resource of within) expect(resource.deletedWith, resource.urn).toBe(cluster().urn);
  });

  it("names its environment", () => {
    for (const object of objects())
      expect(objectOf(object).metadata.labels[environmentLabel], object.urn).toBe("smoke-1");
    for (const workload of up.resources.filter(isWorkload)) {
      expect(workloadOf(workload).template.metadata.labels[environmentLabel], workload.urn).toBe("smoke-1");
    }
  });

  it("lies in the environment's namespace", () => {
    const namespace = up.find(":core/v1:Namespace", "environment-namespace");
    for (const object of objects().filter((each) => each.urn !== namespace.urn)) {
      expect(objectOf(object).metadata.namespace, object.urn).toBe("biowerk-smoke-1");
      expect(object.dependencies, object.urn).toContain(namespace.urn);
    }
  });

  it("is one of few, since each takes time to make", () => {
    expect(objects().length).toBeLessThanOrEqual(28);
  });
});

describe("components", () => {
  it("name their children after themselves and keep no inputs in the state", () => {
    const components = up.resources.filter((each) => !each.custom);
    expect(components.length).toBeGreaterThan(10);
    for (const component of components) {
      expect(component.type).toMatch(/^biowerk:[a-z]+:[A-Z][A-Za-z]+$/);
      expect(component.inputs).toEqual({});
      for (const child of up.resources.filter((each) => each.custom && each.parent === component.urn)) {
        expect(child.name.startsWith(`${component.name}-`), child.urn).toBe(true);
      }
    }
    for (const resource of up.resources.filter((each) => each.custom))
      expect(resource.parent, resource.urn).not.toBe("");
  });
});

describe("the kind cluster", () => {
  it("is asked for in a way that its provider takes", () => {
    expect(clusterInputs.safeParse(cluster().inputs).error).toBeUndefined();
  });

  it("gives its node no label that a kubelet refuses", () => {
    expect(Object.keys(cluster().inputs["labels"] as object).filter((name) => name.includes("kubernetes.io"))).toEqual(
      [],
    );
  });
});

describe("the namespace", () => {
  it("carries the lease record", async () => {
    const times = { createdAt: "2026-01-01T00:00:00Z", renewedAt: "2026-01-01T01:00:00Z", ttl: "2h" };
    const { find } = await deploy(times);
    expect(objectOf(find(":core/v1:Namespace", "environment-namespace")).metadata.annotations).toEqual({
      "drill.biowerk/owner": "someone",
      "drill.biowerk/ttl": "2h",
      "drill.biowerk/created": times.createdAt,
      "drill.biowerk/renewed-at": times.renewedAt,
    });
  });
});

describe("services", () => {
  it("lead to the pods of one workload, at a port that these open", () => {
    const workloads = up.resources.filter(isWorkload);
    expect(services()).toHaveLength(workloads.length);
    for (const service of services()) {
      const { selector, ports } = objectOf(service).spec as {
        selector: Record<string, string>;
        ports: { port: number }[];
      };
      const [workload, ...others] = workloads.filter((each) => {
        const labels = workloadOf(each).template.metadata.labels;
        return Object.entries(selector).every(([key, value]) => labels[key] === value);
      });
      expect(others, service.urn).toEqual([]);
      if (workload === undefined) throw new Error(`${service.urn} selects nothing`);
      expect(workloadOf(workload).selector.matchLabels).toEqual(selector);
      expect(containerOf(workload).ports.map((each) => each.containerPort)).toEqual(ports.map((each) => each.port));
      expect(objectOf(workload).metadata.name).toBe(objectOf(service).metadata.name);
    }
  });

  it("are reached from outside at mesh alone, by a node port that the cluster publishes on loopback", () => {
    for (const service of services()) {
      const { type, ports } = objectOf(service).spec as { type?: string; ports: { nodePort?: number }[] };
      const isMesh = service.name === "mesh-service";
      expect(type, service.urn).toBe(isMesh ? "NodePort" : undefined);
      expect(ports.map((port) => port.nodePort)).toEqual([isMesh ? 30_080 : undefined]);
    }
    expect(cluster().inputs["portMappings"]).toEqual([{ containerPort: 30_080, hostPort: 0 }]);
  });
});

describe("outputs", () => {
  it("are what drills can read", async () => {
    const outputs = environmentOutputs.parse(await valueOf(up.result as never));
    expect(outputs.meshUrl).toBe(`http://127.0.0.1:${hostPort}`);
    expect(outputs.workloads).toEqual(serviceNames);
    expect(outputs).toMatchObject({ version: 2, podIsolation: "packet-filter" });
    expect(outputs.documents).toMatchObject({ kind: "mongodb", user: "biowerk" });
    expect(outputs.identityHeader).toBeNull();
  });

  it("say nothing wrong of a document store that knows no credentials", async () => {
    const ferretdb = await deploy({ documentsKind: "ferretdb", documentsImage: "ferretdb:1.24.0" });
    const outputs = environmentOutputs.parse(await valueOf(ferretdb.result as never));
    expect(outputs.documents).toMatchObject({ kind: "ferretdb", user: null });
    expect(outputs.secrets.mongoPassword).toBe("");
  });
});

describe("a preview", () => {
  it("goes through although nothing is known of the cluster", async () => {
    const preview = await deploy({}, { preview: true });
    expect(preview.resources.map((each) => each.urn).sort()).toEqual(up.resources.map((each) => each.urn).sort());
    expect(await valueOf(preview.result.kubeconfig)).toBeUndefined();
    expect(await valueOf(preview.result.meshUrl)).toBeUndefined();
  });
});
