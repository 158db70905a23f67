import { beforeAll, describe, expect, it } from "vitest";
import { guardName, guardPort } from "../../components/chaos/guard-address.ts";
import { policiesOfRun } from "../../engine/faults/network-policies.ts";
import { toxiproxy } from "../../engine/faults/proxies.ts";
import { workloadPath } from "../../engine/faults/workload.ts";
import type { DeployedEnvironment } from "../../stacks/environment.ts";
import { environmentOutputs, type EnvironmentOutputs } from "../../stacks/outputs.ts";
import { type Recording, valueOf } from "../helpers/pulumi-recorder.ts";
import { containerOf, deploy, objectOf, workloadOf } from "./deployed.ts";

interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

const chaos = { faultLinks: "true", toxiproxyImage: "toxiproxy:2.12.0", guardImage: "guard:1" };

let up: Recording<DeployedEnvironment>;
let outputs: EnvironmentOutputs;
beforeAll(async () => {
  up = await deploy({ ...chaos, serviceReplicas: '{"mesh":2}' });
  outputs = environmentOutputs.parse(await valueOf(up.result as never));
});

const proxies = () => {
  const { data } = up.find(":core/v1:ConfigMap", "toxiproxy-config").inputs as { data: { "proxies.json": string } };
  return JSON.parse(data["proxies.json"]) as { name: string; listen: string; upstream: string; enabled: boolean }[];
};
const portOf = (link: string) => outputs.faultLinks[link];
const envOf = (service: string) =>
  Object.fromEntries(
    (containerOf(up.find(":apps/v1:Deployment", `${service}-deployment`)).env ?? []).map(({ name, value }) => [
      name,
      value,
    ]),
  );

describe("an environment without fault links", () => {
  it("has neither Toxiproxy nor the guard, and says so", async () => {
    const direct = await deploy();
    expect(direct.resources.filter(({ type }) => type.startsWith("biowerk:chaos:"))).toEqual([]);
    expect(environmentOutputs.parse(await valueOf(direct.result as never)).faultLinks).toEqual({});
  });
});

describe("Toxiproxy", () => {
  it("reads every proxy from its configuration, enabled, so that it restarts whole and clean", () => {
    expect(Object.fromEntries(proxies().map(({ name, listen }) => [name, Number(listen.split(":")[1])]))).toEqual(
      outputs.faultLinks,
    );
    expect(proxies().every(({ enabled }) => enabled)).toBe(true);
    const { args = [], env } = containerOf(up.find(":apps/v1:Deployment", "toxiproxy-deployment"));
    expect(args).toContain("-config=/etc/toxiproxy/proxies.json");
    expect(env).toEqual([{ name: "LOG_LEVEL", value: "error" }]);
  });

  it("gives up soon on an upstream that answers nothing, and lets few wait for it", () => {
    const { template } = workloadOf(up.find(":apps/v1:Deployment", "toxiproxy-deployment"));
    const [first] = template.spec.initContainers ?? [];
    expect(first).toMatchObject({ image: chaos.guardImage, securityContext: { privileged: true } });
    expect(first?.command.at(-1)).toBe(
      "echo 1 > /proc/sys/net/ipv4/tcp_syn_retries && echo 16 > /proc/sys/net/core/somaxconn",
    );
  });

  it("leads each link to a service that is there", () => {
    const services = up.ofType(":core/v1:Service").map((each) => objectOf(each));
    const addresses = services.flatMap(({ metadata, spec }) =>
      (spec["ports"] as { port: number }[]).map(({ port }) => `${metadata.name}:${port}`),
    );
    for (const { upstream } of proxies()) expect(addresses).toContain(upstream);
  });

  it("is a service at whose ports the drill finds its API and every link", () => {
    const { metadata, spec } = objectOf(up.find(":core/v1:Service", "toxiproxy-service"));
    expect(metadata.name).toBe(toxiproxy.service);
    const ports = (spec["ports"] as { port: number }[]).map(({ port }) => port);
    expect(ports.sort()).toEqual([toxiproxy.port, ...Object.values(outputs.faultLinks)].sort());
  });
});

describe("BIOwerk", () => {
  it("reaches its agents, stores and model by way of Toxiproxy alone", () => {
    const mesh = envOf("mesh");
    expect(mesh["AGENT_OSTEON_URL"]).toBe(`http://toxiproxy:${portOf("mesh-osteon")}`);
    expect(mesh).toMatchObject({ REDIS_HOST: "toxiproxy", REDIS_PORT: String(portOf("redis")) });
    expect(envOf("osteon")).toMatchObject({
      POSTGRES_HOST: "toxiproxy",
      POSTGRES_PORT: String(portOf("postgres")),
      MONGO_HOST: "toxiproxy",
      MONGO_PORT: String(portOf("mongodb")),
      OLLAMA_BASE_URL: `http://toxiproxy:${portOf("agents-llm")}`,
    });
  });

  it("has as many pods of a service as are asked for", () => {
    const replicas = (name: string) => workloadOf(up.find(":apps/v1:Deployment", `${name}-deployment`)).replicas;
    expect([replicas("mesh"), replicas("osteon")]).toEqual([2, 1]);
  });
});

describe("the guard", () => {
  const guard = () => up.find(":apps/v1:DaemonSet", "guard-daemonset");
  const pod = () => workloadOf(guard()).template.spec as unknown as Record<string, unknown>;

  it("runs on every node, on its network, and is found where the drill looks for it", () => {
    expect(pod()).toMatchObject({ hostNetwork: true, tolerations: [{ operator: "Exists" }] });
    expect(workloadOf(guard()).template.metadata.labels).toMatchObject({ "app.kubernetes.io/name": guardName });
    expect(containerOf(guard()).readinessProbe.httpGet?.port).toBe(guardPort);
  });

  it("is the last to be evicted or to be short of CPU", () => {
    const { requests, limits } = containerOf(guard()).resources;
    expect(limits).toEqual(requests);
    expect(Object.keys(requests).sort()).toEqual(["cpu", "memory"]);
    expect(pod()["priorityClassName"]).toBe("system-node-critical");
  });

  it("may change the packet filter, and is otherwise no more privileged than others", () => {
    const { securityContext } = containerOf(guard()) as unknown as { securityContext: object };
    expect(securityContext).toEqual({ capabilities: { add: ["NET_ADMIN", "NET_RAW"] } });
  });

  it("reaches the API at the node's own address rather than at a service", () => {
    const env = Object.fromEntries((containerOf(guard()).env ?? []).map(({ name, value }) => [name, value]));
    expect(env["API_SERVER"]).toBe("https://$(NODE_IP):6443");
    const names = (containerOf(guard()).env ?? []).map(({ name }) => name);
    expect(names.indexOf("NODE_IP")).toBeLessThan(names.indexOf("API_SERVER"));
  });

  it("may do what its undos need, in its namespace, and nothing else", () => {
    const role = up.find(":rbac.authorization.k8s.io/v1:Role", "guard-role").inputs as { rules: Rule[] };
    const verbsFor = (path: string) => {
      const [, group, resource = ""] = /^\/apis\/([^/]+)\/v\d\/namespaces\/ns\/([^/?]+)/.exec(path) ?? [];
      const rule = role.rules.find((each) => each.apiGroups.includes(group ?? "") && each.resources.includes(resource));
      return rule?.verbs ?? [];
    };
    for (const kind of ["Deployment", "StatefulSet", "HorizontalPodAutoscaler"] as const) {
      expect(verbsFor(workloadPath("ns", { kind, name: "x" }))).toEqual(["get", "patch"]);
    }
    expect(verbsFor(policiesOfRun("ns", "run-1"))).toContain("deletecollection");
    const pods = role.rules.filter(({ resources }) => resources.includes("pods"));
    expect(pods).toEqual([{ apiGroups: [""], resources: ["pods"], verbs: ["patch"] }]);
    expect(role.rules.flatMap(({ verbs }) => verbs)).not.toContain("*");
    const proxy = role.rules.find(({ resources }) => resources.includes("services/proxy"));
    expect(proxy?.resourceNames).toContain(`http:${toxiproxy.service}:${toxiproxy.port}`);
    expect(role.rules.flatMap(({ resources }) => resources)).not.toContain("secrets");
  });
});
