import { beforeAll, describe, expect, it } from "vitest";
import { serviceNames, services } from "../../contract/services.ts";
import { settings as contractSettings } from "../../contract/settings.ts";
import { portOf, readConfig } from "../../reference/config.ts";
import { defectNames } from "../../reference/defects/defects.ts";
import type { DeployedEnvironment } from "../../stacks/environment.ts";
import type { RecordedResource, Recording } from "../helpers/pulumi-recorder.ts";
import { containerOf, deploy, isWorkload, objectOf, workloadOf } from "./deployed.ts";

let up: Recording<DeployedEnvironment>;
beforeAll(async () => {
  up = await deploy();
});

const workloads = () => up.resources.filter(isWorkload);
const biowerk = () => serviceNames.map((name) => up.find(":apps/v1:Deployment", `${name}-deployment`));
const others = () => workloads().filter((each) => !biowerk().includes(each));
const skipsAwait = (each: RecordedResource) => objectOf(each).metadata.annotations?.["pulumi.com/skipAwait"] === "true";

function envOf(resource: RecordedResource): Record<string, string | undefined> {
  const env = containerOf(resource).env ?? [];
  expect(new Set(env.map((each) => each.name)).size, "each variable once").toBe(env.length);
  return Object.fromEntries(env.map((each) => [each.name, each.value]));
}

/** The environment of the running container, with generated values in place. */
const given = (resource: RecordedResource) =>
  Object.fromEntries(Object.entries(envOf(resource)).map(([name, value]) => [name, value ?? "a generated one"]));

describe("readiness", () => {
  it("of BIOwerk is left to the drill, and that of all else is waited for", () => {
    expect(biowerk().every(skipsAwait)).toBe(true);
    expect(others().map((each) => each.name)).toHaveLength(4);
    expect(others().some(skipsAwait)).toBe(false);
  });

  it("is not waited for a second time at the Services", () => {
    expect(up.ofType(":core/v1:Service").every(skipsAwait)).toBe(true);
  });

  it("of the datastores comes before BIOwerk's pods, whose agents exit where one does not answer", () => {
    const stores = up.ofType(":apps/v1:StatefulSet").map((each) => each.urn);
    expect(stores).toHaveLength(3);
    for (const deployment of biowerk()) expect(deployment.dependencies).toEqual(expect.arrayContaining(stores));
    for (const service of up.ofType(":core/v1:Service")) {
      expect(service.dependencies.filter((urn) => stores.includes(urn))).toEqual([]);
    }
  });
});

describe("probes", () => {
  it("of BIOwerk ask /health patiently, and restart nothing whose port is open", () => {
    for (const deployment of biowerk()) {
      const { startupProbe, readinessProbe, livenessProbe } = containerOf(deployment);
      const port = containerOf(deployment).ports[0]?.containerPort;
      for (const probe of [startupProbe, readinessProbe]) {
        expect(probe.httpGet).toEqual({ path: "/health", port });
        expect(probe.timeoutSeconds).toBe(6);
      }
      expect(livenessProbe?.tcpSocket).toEqual({ port });
      expect(livenessProbe?.httpGet).toBeUndefined();
    }
  });

  it("of the rest run commands only until the server is up, and never restart it", () => {
    for (const workload of others()) {
      const { readinessProbe, livenessProbe, ports } = containerOf(workload);
      expect(readinessProbe.tcpSocket).toEqual({ port: ports[0]?.containerPort });
      expect(livenessProbe).toBeUndefined();
    }
  });

  it("give every server at least two minutes to start", () => {
    for (const workload of workloads()) {
      const { periodSeconds, failureThreshold } = containerOf(workload).startupProbe;
      expect(periodSeconds * failureThreshold, workload.urn).toBeGreaterThanOrEqual(120);
    }
  });
});

describe("pods", () => {
  it("get no variables from the names of services", () => {
    for (const workload of workloads()) expect(workloadOf(workload).template.spec.enableServiceLinks).toBe(false);
  });

  it("may be pulled, unless the image is there", () => {
    for (const workload of workloads()) expect(containerOf(workload).imagePullPolicy).toBe("IfNotPresent");
  });

  it("fit two cores and four gigabytes beside what the cluster itself asks for", () => {
    const requests = workloads().map((each) => containerOf(each).resources.requests);
    expect(requests.map(({ cpu }) => milliCpu(cpu)).reduce(add)).toBeLessThanOrEqual(700);
    expect(requests.map(({ memory }) => mebibytes(memory)).reduce(add)).toBeLessThanOrEqual(2_048);
  });

  it("of BIOwerk are bounded in memory and not in CPU", () => {
    for (const each of biowerk()) expect(containerOf(each).resources.limits).toEqual({ memory: "512Mi" });
  });

  it("of the datastores keep their data when they are replaced", () => {
    for (const store of up.ofType(":apps/v1:StatefulSet")) {
      const { volumeClaimTemplates } = objectOf(store).spec as { volumeClaimTemplates: { metadata: object }[] };
      expect(volumeClaimTemplates.map((each) => each.metadata)).toEqual([{ name: "data" }]);
    }
  });
});

describe("images", () => {
  it("of BIOwerk are named after registry, service and tag", () => {
    for (const name of serviceNames) {
      const { image, args } = containerOf(up.find(":apps/v1:Deployment", `${name}-deployment`));
      expect(image).toBe(`registry.example.com/team/biowerk-${name}:1.4.2`);
      expect(args).toBeUndefined();
    }
  });

  it("may be the one reference image, which is told its role and its defect", async () => {
    const chosen = { images: "reference", registry: "", tag: "", referenceImage: "reference:1", llmImage: "" };
    const defect = defectNames[0];
    const { find } = await deploy({ ...chosen, defect });
    for (const name of [...serviceNames, "llm"]) {
      const deployment = find(":apps/v1:Deployment", `${name}-deployment`);
      const { image, args = [], ports } = containerOf(deployment);
      expect(image).toBe("reference:1");
      const { role, config } = readConfig(args, given(deployment));
      expect(role).toBe(name === "llm" ? "llm-stub" : name);
      expect(portOf(role, config)).toBe(ports[0]?.containerPort);
      expect(config.DRILL_DEFECT).toBe(name === "llm" ? undefined : defect);
    }
  });
});

describe("the language model's stub", () => {
  it("is told how to behave", async () => {
    const { find } = await deploy({ llmLatencyMs: "50", llmErrorRatio: "0.25", llmMaxConcurrent: "4" });
    const stub = find(":apps/v1:Deployment", "llm-deployment");
    expect(readConfig(containerOf(stub).args ?? [], given(stub)).config).toMatchObject({
      LLM_LATENCY_MS: 50,
      LLM_ERROR_RATIO: 0.25,
      LLM_MAX_CONCURRENT: 4,
    });
  });
});

describe("settings of BIOwerk", () => {
  it("lead to the services that are there", () => {
    const hosts = up.ofType(":core/v1:Service").map((each) => objectOf(each).metadata.name);
    for (const deployment of biowerk()) {
      const env = envOf(deployment);
      const named = [env["POSTGRES_HOST"], env["REDIS_HOST"], env["MONGO_HOST"]];
      const urls = Object.entries(env).filter(([name, value]) => name.endsWith("_URL") && value?.startsWith("http:"));
      for (const host of [...named, ...urls.map(([, url]) => new URL(url ?? "").hostname)])
        expect(hosts).toContain(host);
    }
  });

  it("tell mesh, and mesh alone, where each agent is", () => {
    for (const deployment of biowerk()) {
      const urls = Object.entries(envOf(deployment)).filter(([name]) => name.startsWith("AGENT_"));
      const agents = deployment.name === "mesh-deployment" ? serviceNames.filter((name) => name !== "mesh") : [];
      expect(Object.fromEntries(urls)).toEqual(
        Object.fromEntries(
          agents.map((name) => [`AGENT_${name.toUpperCase()}_URL`, `http://${name}:${services[name].port}`]),
        ),
      );
    }
  });

  it("let the real mesh start", () => {
    expect(envOf(up.find(":apps/v1:Deployment", "mesh-deployment"))).toMatchObject({
      ENVIRONMENT: "production",
      CSP_REPORT_ENABLED: "false",
      MESH_PORT: "8080",
    });
  });

  it("connect without credentials to a document store that knows none", async () => {
    const { find } = await deploy({ documentsKind: "ferretdb", documentsImage: "ferretdb:1.24.0" });
    expect(envOf(find(":apps/v1:Deployment", "osteon-deployment"))).toMatchObject({
      MONGO_USER: "",
      MONGO_PASSWORD: "",
    });
    expect(containerOf(find(":apps/v1:StatefulSet", "documents-statefulset")).env).toBeUndefined();
  });

  it("are such as the contract knows, or such as BIOwerk alone reads, and have values that it takes", () => {
    for (const deployment of biowerk()) {
      const env = envOf(deployment);
      const known = [...Object.keys(contractSettings.shape), ...biowerkAlone];
      expect(Object.keys(env).filter((name) => !known.includes(name))).toEqual([]);
      expect(contractSettings.safeParse(given(deployment)).error).toBeUndefined();
    }
  });

  it("can be added to and overruled", async () => {
    const { find } = await deploy({ env: '{"LOG_LEVEL":"DEBUG","OTEL_ENABLED":"true"}' });
    expect(envOf(find(":apps/v1:Deployment", "nucleus-deployment"))).toMatchObject({
      LOG_LEVEL: "DEBUG",
      OTEL_ENABLED: "true",
    });
  });
});

/** Settings of BIOwerk on which nothing in the contract depends. */
const biowerkAlone = [
  "BUDGET_AUTO_FALLBACK",
  "CSP_REPORT_ENABLED",
  "ENCRYPTION_MASTER_KEY",
  "ENVIRONMENT",
  "MESH_HOST",
  "MESH_PORT",
  "OTEL_ENABLED",
];

const add = (a: number, b: number) => a + b;

function milliCpu(quantity: string): number {
  const match = /^(\d+)m$/.exec(quantity);
  if (match === null) throw new Error(`not in thousandths: ${quantity}`);
  return Number(match[1]);
}

function mebibytes(quantity: string): number {
  const match = /^(\d+)Mi$/.exec(quantity);
  if (match === null) throw new Error(`not in mebibytes: ${quantity}`);
  return Number(match[1]);
}
