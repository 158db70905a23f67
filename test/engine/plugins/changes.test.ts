import * as k8s from "@pulumi/kubernetes";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { call, playGarbageCollector } from "./cluster.ts";
import { operations, suite } from "./needs.ts";
import { buildStand, failureOf, type Stand, stateOf } from "./stand.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";
const services = "/api/v1/namespaces/default/services";

suite("changes of the program", operations, () => {
  let server: ApiServer;
  let stand: Stand;
  let stack: Stack;
  let endPlay: () => Promise<void>;
  let program: (provider: k8s.Provider) => void;
  let contents: k8s.ProviderArgs;
  let stacks = 0;

  beforeAll(async () => {
    server = await startApiServer();
    endPlay = playGarbageCollector(server);
    stand = await buildStand();
  });

  afterAll(async () => {
    await endPlay();
    await stand.remove();
    await server.stop();
  });

  beforeEach(async () => {
    stacks += 1;
    contents = { enableConfigMapMutable: true, enableSecretMutable: true };
    stack = await stand.stack(`changes-${stacks}`, async () => {
      const settings = { kubeconfig: server.kubeconfig, clusterIdentifier: "test", ...contents };
      program(new k8s.Provider("cluster", settings));
    });
  });

  const up = async (next: typeof program) => {
    program = next;
    return (await stack.up()).summary.resourceChanges;
  };
  const configMap = (args: k8s.core.v1.ConfigMapArgs) => (provider: k8s.Provider) => {
    new k8s.core.v1.ConfigMap("settings", args, { provider });
  };
  const nameOf = async (type: string) => {
    const [only] = await stateOf(stack, type);
    return only?.id?.split("/")[1] ?? "";
  };

  it("names an object that the program does not, and keeps the name", async () => {
    await up(configMap({ data: { mode: "fast" } }));
    const name = await nameOf("kubernetes:core/v1:ConfigMap");
    expect(name).toMatch(/^settings-[0-9a-f]{8}$/);
    expect(await up(configMap({ data: { mode: "slow" } }))).toEqual({ same: 2, update: 1 });
    expect(await nameOf("kubernetes:core/v1:ConfigMap")).toBe(name);
    expect((await call(server, "GET", `${configMaps}/${name}`)).data).toEqual({ mode: "slow" });
  });

  it("removes from the object what is removed from the program", async () => {
    await up(configMap({ metadata: { name: "keys", labels: { old: "1" } }, data: { a: "1", b: "2" } }));
    await call(server, "PATCH", `${configMaps}/keys`, { data: { foreign: "kept" } });
    await up(configMap({ metadata: { name: "keys" }, data: { a: "1" } }));
    const live = await call(server, "GET", `${configMaps}/keys`);
    expect(live.data).toEqual({ a: "1", foreign: "kept" });
    expect(live.metadata.labels).toBeUndefined();
  });

  it("removes a key from a Secret that was written as stringData", async () => {
    const login = (stringData: Record<string, string>) => (provider: k8s.Provider) => {
      new k8s.core.v1.Secret("login", { metadata: { name: "login" }, stringData }, { provider });
    };
    await up(login({ user: "ada", password: "first-password" }));
    await up(login({ user: "ada" }));
    const { data } = await call(server, "GET", "/api/v1/namespaces/default/secrets/login");
    expect(data).toEqual({ user: Buffer.from("ada").toString("base64") });
  });

  it("replaces an object under a chosen name by deleting it first", async () => {
    const service = (clusterIP: string) => (provider: k8s.Provider) => {
      const spec = { clusterIP, ports: [{ port: 80 }] };
      new k8s.core.v1.Service("web", { metadata: { name: "web" }, spec }, { provider });
    };
    await up(service("10.96.0.50"));
    const before = await call(server, "GET", `${services}/web`);
    expect(await up(service("10.96.0.51"))).toEqual({ same: 2, replace: 1 });
    const after = await call(server, "GET", `${services}/web`);
    expect(after.spec.clusterIP).toBe("10.96.0.51");
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
  });

  it("replaces an object under a made name by creating its successor first", async () => {
    await up(configMap({ immutable: true, data: { mode: "fast" } }));
    const before = await nameOf("kubernetes:core/v1:ConfigMap");
    const steps: string[] = [];
    const onEvent = ({ resourcePreEvent, resOutputsEvent }: EngineEvent) => {
      const step = resourcePreEvent ?? resOutputsEvent;
      if (resOutputsEvent !== undefined && step?.metadata.type === "kubernetes:core/v1:ConfigMap")
        steps.push(step.metadata.op);
    };
    program = configMap({ immutable: true, data: { mode: "slow" } });
    await stack.up({ onEvent });
    const after = await nameOf("kubernetes:core/v1:ConfigMap");
    expect(after).not.toBe(before);
    expect(steps.indexOf("create-replacement")).toBeLessThan(steps.indexOf("delete-replaced"));
    expect((await call(server, "GET", `${configMaps}/${before}`)).httpStatus).toBe(404);
    expect((await call(server, "GET", `${configMaps}/${after}`)).data).toEqual({ mode: "slow" });
  });

  it("takes other contents for another object unless the provider is told otherwise", async () => {
    contents = {};
    await up(configMap({ metadata: { name: "contents" }, data: { mode: "fast" } }));
    expect(await up(configMap({ metadata: { name: "contents" }, data: { mode: "slow" } }))).toEqual({
      same: 2,
      replace: 1,
    });
    expect((await call(server, "GET", `${configMaps}/contents`)).data).toEqual({ mode: "slow" });
  });

  it("moves an object to another namespace by replacing it", async () => {
    const placed = (namespace: string) => (provider: k8s.Provider) => {
      const other = new k8s.core.v1.Namespace("other", { metadata: { name: "other" } }, { provider });
      const metadata = { name: "placed", namespace };
      new k8s.core.v1.ConfigMap("settings", { metadata }, { provider, dependsOn: [other] });
    };
    await up(placed("default"));
    expect(await up(placed("other"))).toEqual({ same: 3, replace: 1 });
    expect((await call(server, "GET", `${configMaps}/placed`)).httpStatus).toBe(404);
  });

  it("does not take naming the default namespace for a change", async () => {
    await up(configMap({ metadata: { name: "here" } }));
    expect(await up(configMap({ metadata: { name: "here", namespace: "default" } }))).toEqual({ same: 3 });
  });

  it("follows ignoreChanges: what somebody else has set stays", async () => {
    const deployment = (image: string) => (provider: k8s.Provider) => {
      const metadata = { name: "scaled", annotations: { "pulumi.com/skipAwait": "true" } };
      const template = { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "app", image }] } };
      const spec = { replicas: 1, selector: { matchLabels: { app: "a" } }, template };
      new k8s.apps.v1.Deployment("scaled", { metadata, spec }, { provider, ignoreChanges: ["spec.replicas"] });
    };
    const path = "/apis/apps/v1/namespaces/default/deployments/scaled";
    await up(deployment("app:1"));
    await call(server, "PATCH", `${path}/scale`, { spec: { replicas: 3 } });
    await up(deployment("app:2"));
    const live = await call(server, "GET", path);
    expect([live.spec.replicas, live.spec.template.spec.containers[0].image]).toEqual([3, "app:2"]);
  });

  it("says which field is unknown to the API", async () => {
    // The typed class drops what it does not know.
    program = (provider) => {
      new k8s.apiextensions.CustomResource(
        "typo",
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "typo" }, dtaa: { a: "1" } },
        { provider },
      );
    };
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toContain('unknown field "dtaa"');
  });

  it("refuses what only the official plugin does, by name", async () => {
    program = (provider) => {
      new k8s.core.v1.ConfigMapPatch("patch", { metadata: { name: "any" } }, { provider });
    };
    const failure = await failureOf((onEvent) => stack.up({ onEvent }));
    expect(failure).toContain("kubernetes:core/v1:ConfigMapPatch");
    expect(failure).toContain("official");
  });
});
