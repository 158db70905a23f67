import * as k8s from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { call, playGarbageCollector } from "./cluster.ts";
import { operations, suite } from "./needs.ts";
import { buildStand, failureOf, type Stand, stateOf } from "./stand.ts";

const collection = "/api/v1/namespaces/default/configmaps";
const type = "kubernetes:core/v1:ConfigMap";

suite("changes from outside", operations, () => {
  let server: ApiServer;
  let stand: Stand;
  let stack: Stack;
  let endPlay: () => Promise<void>;
  let program: (provider: k8s.Provider) => void;
  let kubeconfig: string;
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
    kubeconfig = server.kubeconfig;
    stack = await stand.stack(`outside-${stacks}`, async () => {
      const settings = { kubeconfig, clusterIdentifier: "test", enableConfigMapMutable: true };
      program(new k8s.Provider("cluster", settings));
    });
  });

  const configMap = (name: string, data: Record<string, string>, options: { import?: string } = {}) => {
    program = (provider) => {
      new k8s.core.v1.ConfigMap(name, { metadata: { name, namespace: "default" }, data }, { provider, ...options });
    };
  };

  it("never takes over an object that exists already", async () => {
    await call(server, "POST", collection, { metadata: { name: "taken" }, data: { owner: "somebody" } });
    configMap("taken", { owner: "us" });
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toMatch(/already exists/);
    expect((await call(server, "GET", `${collection}/taken`)).data).toEqual({ owner: "somebody" });
    expect(await stateOf(stack, type)).toEqual([]);
  });

  it("forgets an object on refresh that was deleted outside, and makes it again", async () => {
    configMap("lost", { a: "1" });
    await stack.up();
    await call(server, "DELETE", `${collection}/lost`);
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 2, delete: 1 });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, create: 1 });
    expect((await call(server, "GET", `${collection}/lost`)).data).toEqual({ a: "1" });
  });

  it("says what to do when an object to update was deleted outside", async () => {
    configMap("missing", { a: "1" });
    await stack.up();
    await call(server, "DELETE", `${collection}/missing`);
    configMap("missing", { a: "2" });
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toContain("missing");
    await stack.refresh();
    await stack.up();
    expect((await call(server, "GET", `${collection}/missing`)).data).toEqual({ a: "2" });
  });

  it("sees a foreign change on refresh and undoes it with the next deployment", async () => {
    configMap("changed", { mode: "fast" });
    await stack.up();
    await call(server, "PATCH", `${collection}/changed`, { data: { mode: "slow" } });
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    // The other writer owns the field now, so it has to be taken back explicitly.
    program = (provider) => {
      const metadata = { name: "changed", namespace: "default", annotations: { "pulumi.com/patchForce": "true" } };
      new k8s.core.v1.ConfigMap("changed", { metadata, data: { mode: "fast" } }, { provider });
    };
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect((await call(server, "GET", `${collection}/changed`)).data).toEqual({ mode: "fast" });
  });

  it("does not overwrite in silence what somebody else has set", async () => {
    configMap("shared", { mode: "fast" });
    await stack.up();
    await call(server, "PATCH", `${collection}/shared`, { data: { mode: "slow" } });
    configMap("shared", { mode: "medium" });
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toMatch(/conflict/i);
    expect((await call(server, "GET", `${collection}/shared`)).data).toEqual({ mode: "slow" });
  });

  it("takes an object into the stack by import and manages it from then on", async () => {
    await call(server, "POST", collection, { metadata: { name: "adopted" }, data: { owner: "somebody" } });
    configMap("adopted", { owner: "somebody" }, { import: "default/adopted" });
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 2, import: 1 });
    configMap("adopted", { owner: "us" });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect((await call(server, "GET", `${collection}/adopted`)).data).toEqual({ owner: "us" });
  });

  it("counts an object that is gone already as deleted", async () => {
    configMap("gone", {});
    await stack.up();
    await call(server, "DELETE", `${collection}/gone`);
    expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: 3 });
  });

  it("tells an unreachable cluster from a deleted object", async () => {
    configMap("there", { a: "1" });
    await stack.up();
    const port = new URL(server.url).port;
    kubeconfig = server.kubeconfig.replaceAll(port, "9");
    configMap("there", { a: "2" });
    await failureOf((onEvent) => stack.up({ onEvent }));
    expect(await failureOf((onEvent) => stack.refresh({ onEvent }))).toMatch(/reach/);
    expect(await stateOf(stack, type)).toHaveLength(1);
    kubeconfig = server.kubeconfig;
    configMap("there", { a: "1" });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
  });
});
