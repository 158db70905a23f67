import * as k8s from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { call, playGarbageCollector } from "./cluster.ts";
import { everyKind, everyPath } from "./every-kind.ts";
import { operations, suite } from "./needs.ts";
import { buildStand, type Stand } from "./stand.ts";

suite("every kind of an environment", operations, () => {
  let server: ApiServer;
  let stand: Stand;
  let stack: Stack;
  let endPlay: () => Promise<void>;
  let round = "1";

  beforeAll(async () => {
    server = await startApiServer();
    endPlay = playGarbageCollector(server);
    stand = await buildStand();
    stack = await stand.stack("kinds", async () => {
      const { kubeconfig } = server;
      everyKind(new k8s.Provider("cluster", { kubeconfig, clusterIdentifier: "test" }), round);
    });
  });

  afterAll(async () => {
    await endPlay();
    await stand.remove();
    await server.stop();
  });

  const labels = async () => {
    const objects = await Promise.all(everyPath.map((path) => call(server, "GET", path)));
    return objects.map(({ metadata }) => metadata.labels?.round);
  };

  it("is created", async () => {
    const { summary } = await stack.up();
    // With the stack and the provider.
    expect(summary.resourceChanges).toEqual({ create: everyPath.length + 2 });
    expect(await labels()).toEqual(everyPath.map(() => "1"));
  });

  it("is left alone by a second deployment and by a refresh", async () => {
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: everyPath.length + 2 });
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: everyPath.length + 2 });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: everyPath.length + 2 });
  });

  it("is updated in place", async () => {
    const uids = async () => Promise.all(everyPath.map(async (path) => (await call(server, "GET", path)).metadata.uid));
    const before = await uids();
    round = "2";
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: everyPath.length });
    expect(await labels()).toEqual(everyPath.map(() => "2"));
    expect(await uids()).toEqual(before);
  });

  it("is updated in place a second time", async () => {
    round = "3";
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: everyPath.length });
    expect(await labels()).toEqual(everyPath.map(() => "3"));
  });

  it("is destroyed, and really gone", async () => {
    const { summary } = await stack.destroy();
    expect(summary.resourceChanges).toEqual({ delete: everyPath.length + 2 });
    const statuses = await Promise.all(everyPath.map(async (path) => (await call(server, "GET", path)).httpStatus));
    expect(statuses).toEqual(everyPath.map(() => 404));
  });
});
