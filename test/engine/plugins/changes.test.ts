import * as k8s from "@pulumi/kubernetes";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { changing, type Round } from "./changing.ts";
import { call, type Live, playGarbageCollector } from "./cluster.ts";
import { operations, standInOnly, suite } from "./needs.ts";
import { RawObject } from "./raw-object.ts";
import { buildStand, failureOf, type Stand } from "./stand.ts";

const core = "/api/v1/namespaces/default";
const deployment = "/apis/apps/v1/namespaces/default/deployments/scaled";

suite("changes of the program", operations, () => {
  let server: ApiServer;
  let stand: Stand;
  let endPlay: () => Promise<void>;
  /** logical name -> the engine's steps in the second round, in the order in which they ended */
  const steps: Record<string, string[]> = {};
  const before: Record<string, Live> = {};
  const after: Record<string, Live> = {};

  const provider = (more: k8s.ProviderArgs = {}, name = "cluster") =>
    new k8s.Provider(name, { kubeconfig: server.kubeconfig, clusterIdentifier: "test", ...more });
  const record = ({ resOutputsEvent }: EngineEvent) => {
    const { urn = "", op = "" } = resOutputsEvent?.metadata ?? {};
    (steps[urn.split("::").at(-1) ?? ""] ??= []).push(op);
  };
  const lookAt = async (found: Record<string, Live>) => {
    const { items } = await call(server, "GET", `${core}/configmaps`);
    for (const item of items) found[item.metadata.name.replace(/-[0-9a-f]{8}$/, "")] = item;
    found["login"] = await call(server, "GET", `${core}/secrets/login`);
    found["web"] = await call(server, "GET", `${core}/services/web`);
    found["scaled"] = await call(server, "GET", deployment);
  };

  beforeAll(async () => {
    server = await startApiServer();
    endPlay = playGarbageCollector(server);
    stand = await buildStand();
    let round: Round = "before";
    const stack = await stand.stack("changes", async () => {
      const mutable = provider({ enableConfigMapMutable: true, enableSecretMutable: true });
      changing({ provider: mutable, strict: provider({}, "strict") }, round);
    });
    await stack.up();
    await call(server, "PATCH", `${core}/configmaps/keys`, { data: { foreign: "kept" } });
    await call(server, "PATCH", `${deployment}/scale`, { spec: { replicas: 3 } });
    await lookAt(before);
    round = "after";
    await stack.up({ onEvent: record });
    await lookAt(after);
  });

  afterAll(async () => {
    await endPlay();
    await stand.remove();
    await server.stop();
  });

  it("update an object in place under the name that was made for it", () => {
    expect(before["unnamed"].metadata.name).toMatch(/^unnamed-[0-9a-f]{8}$/);
    expect(steps["unnamed"]).toEqual(["update"]);
    expect(after["unnamed"].metadata.uid).toBe(before["unnamed"].metadata.uid);
    expect(after["unnamed"].data).toEqual({ mode: "slow" });
  });

  it("remove from an object what they remove from the program, and nothing else", () => {
    expect(after["keys"].data).toEqual({ a: "1", foreign: "kept" });
    expect(after["keys"].metadata.labels).toBeUndefined();
  });

  it("remove a key from a Secret that was written as stringData", () => {
    expect(after["login"].data).toEqual({ user: Buffer.from("ada").toString("base64") });
  });

  it("replace an object under a chosen name by deleting it first", () => {
    expect(steps["web"]).toEqual(["delete-replaced", "replace", "create-replacement"]);
    expect(after["web"].spec.clusterIP).toBe("10.96.0.51");
    expect(after["web"].metadata.uid).not.toBe(before["web"].metadata.uid);
  });

  it("replace an object under a made name by creating its successor first", () => {
    expect(steps["frozen"]).toEqual(["create-replacement", "replace", "delete-replaced"]);
    expect(after["frozen"].metadata.name).not.toBe(before["frozen"].metadata.name);
    expect(after["frozen"].data).toEqual({ mode: "slow" });
  });

  it("take other contents for another object unless the provider is told otherwise", () => {
    expect(steps["contents"]).toContain("create-replacement");
    expect(after["contents"].data).toEqual({ mode: "slow" });
  });

  it("move an object to another namespace by replacing it", async () => {
    expect(steps["moved"]).toContain("create-replacement");
    const [here, there] = ["default", "kube-system"].map((name) => `/api/v1/namespaces/${name}/configmaps/moved`);
    expect((await call(server, "GET", here ?? "")).httpStatus).toBe(404);
    expect((await call(server, "GET", there ?? "")).httpStatus).toBe(200);
  });

  it("are none where only the default namespace is spelled out", () => {
    expect(steps["here"]).toEqual(["same"]);
  });

  it("leave alone what the program ignores and somebody else has set", () => {
    const { replicas, template } = after["scaled"].spec;
    expect([replicas, template.spec.containers[0].image]).toEqual([3, "app:2"]);
  });

  standInOnly("to what the API does not know are refused by name", "it lets the API server drop it", async () => {
    const stack = await stand.stack("typo", async () => {
      // The typed class drops what it does not know.
      const args = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "typo" }, dtaa: { a: "1" } };
      new RawObject("kubernetes:core/v1:ConfigMap", "typo", args, { provider: provider() });
    });
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toContain('unknown field "dtaa"');
  });

  standInOnly("to what only the official plugin does are refused by name", "it does it", async () => {
    const stack = await stand.stack("patch", async () => {
      new k8s.core.v1.ConfigMapPatch("patch", { metadata: { name: "any" } }, { provider: provider() });
    });
    const failure = await failureOf((onEvent) => stack.up({ onEvent }));
    expect(failure).toContain("kubernetes:core/v1:ConfigMapPatch");
    expect(failure).toContain("official");
  });

  it("to a kind without the name of its group are refused", async () => {
    const stack = await stand.stack("groupless", async () => {
      const args = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "groupless" } };
      new k8s.apiextensions.CustomResource("groupless", args, { provider: provider() });
    });
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toContain("both a group and a version");
  });
});
