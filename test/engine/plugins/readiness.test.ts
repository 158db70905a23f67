import * as k8s from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { call, type Live, playGarbageCollector, seen } from "./cluster.ts";
import { operations, standInOnly, suite } from "./needs.ts";
import { playRollout } from "./rollout.ts";
import { buildStand, failureOf, type Stand, stateOf } from "./stand.ts";

const core = "/api/v1/namespaces/default";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

suite("readiness", operations, () => {
  let server: ApiServer;
  let stand: Stand;
  let stack: Stack;
  let program: (provider: k8s.Provider) => void;
  let stacks = 0;

  beforeAll(async () => {
    server = await startApiServer();
    stand = await buildStand();
  });

  afterAll(async () => {
    await stand.remove();
    await server.stop();
  });

  beforeEach(async () => {
    stacks += 1;
    stack = await stand.stack(`readiness-${stacks}`, async () => {
      program(new k8s.Provider("cluster", { kubeconfig: server.kubeconfig, clusterIdentifier: "test" }));
    });
  });

  const deployment = (name: string, annotations: Record<string, string> = {}) => {
    program = (provider) => {
      const labels = { app: name };
      const template = { metadata: { labels }, spec: { containers: [{ name: "app", image: "app:1" }] } };
      const metadata = { name, annotations };
      const spec = { selector: { matchLabels: labels }, template };
      new k8s.apps.v1.Deployment(name, { metadata, spec }, { provider, customTimeouts: { update: "30s" } });
    };
  };
  const setStatus = async (path: string, status: object) => {
    const { httpStatus, message } = await call(server, "PATCH", `${path}/status`, { status });
    expect([httpStatus, message]).toEqual([200, undefined]);
  };

  it("of a Deployment is waited for", async () => {
    deployment("web");
    let settled = false;
    const up = stack.up().finally(() => {
      settled = true;
    });
    const rollout = await playRollout(server, "web");
    await rollout.report(false);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(settled).toBe(false);
    await rollout.report(true);
    expect((await up).summary.resourceChanges).toEqual({ create: 3 });
    const [live] = await stateOf(stack, "kubernetes:apps/v1:Deployment");
    expect((live?.outputs["status"] as Live).availableReplicas).toBe(1);
  });

  it("that does not come names the pod and its reason, keeps the object, and is waited for again", async () => {
    deployment("stuck", { "pulumi.com/timeoutSeconds": "10" });
    const failing = failureOf((onEvent) => stack.up({ onEvent }));
    const rollout = await playRollout(server, "stuck");
    await rollout.report(false);
    // As a kubelet does. Who watches may have heard of the pod before its ReplicaSet and have passed it over.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await rollout.report(false);

    const failure = await failing;
    expect(failure).toContain(rollout.pod);
    expect(failure).toContain("ImagePullBackOff");
    const [kept] = await stateOf(stack, "kubernetes:apps/v1:Deployment");
    expect(kept?.id).toBe("default/stuck");
    expect(kept?.initErrors?.length).toBeGreaterThan(0);

    await rollout.report(true);
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect((await stateOf(stack, "kubernetes:apps/v1:Deployment"))[0]?.initErrors).toBeUndefined();
  });

  it("is not waited for with skipAwait", async () => {
    deployment("skipped", { "pulumi.com/skipAwait": "true" });
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 3 });
  });

  it("of a failed Job is an error with the reason", async () => {
    program = (provider) => {
      const template = { spec: { containers: [{ name: "app", image: "app:1" }], restartPolicy: "Never" } };
      new k8s.batch.v1.Job("seed", { metadata: { name: "seed" }, spec: { template } }, { provider });
    };
    const failure = failureOf((onEvent) => stack.up({ onEvent }));
    const path = "/apis/batch/v1/namespaces/default/jobs/seed";
    await seen(server, path);
    const why = { status: "True", reason: "BackoffLimitExceeded", message: "it has failed too often" };
    const conditions = [
      { type: "FailureTarget", ...why },
      { type: "Failed", ...why },
    ];
    await setStatus(path, { startTime: new Date().toISOString(), failed: 1, conditions });
    expect(await failure).toContain("BackoffLimitExceeded");
  });

  it("of a claim is being bound, unless its first user binds it", async () => {
    const storageClass = { metadata: { name: "late" }, provisioner: "none", volumeBindingMode: "WaitForFirstConsumer" };
    await call(server, "POST", "/apis/storage.k8s.io/v1/storageclasses", storageClass);
    program = (provider) => {
      const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
      const claim = (name: string, storageClassName: string) => {
        const args = { metadata: { name }, spec: { ...spec, storageClassName } };
        new k8s.core.v1.PersistentVolumeClaim(name, args, { provider });
      };
      claim("late", "late");
      claim("early", "early");
    };
    const up = stack.up();
    await seen(server, `${core}/persistentvolumeclaims/early`);
    await setStatus(`${core}/persistentvolumeclaims/early`, { phase: "Bound" });
    expect((await up).summary.resourceChanges).toEqual({ create: 4 });
    expect((await call(server, "GET", `${core}/persistentvolumeclaims/late`)).status.phase).toBe("Pending");
  });

  it("is not waited for any longer once the operation is cancelled", async () => {
    deployment("endless");
    const cancel = new AbortController();
    const failure = failureOf((onEvent) => stack.up({ onEvent, signal: cancel.signal }));
    await seen(server, `${deployments}/endless`);
    // The default timeout is ten minutes, far beyond this test's own.
    cancel.abort();
    expect(await failure).toMatch(/cancel/);
    const [kept] = await stateOf(stack, "kubernetes:apps/v1:Deployment");
    expect(kept?.id).toBe("default/endless");
  });

  /** A namespace that is being deleted and held by a finalizer, and the deployment's failure to wait for its end. */
  const hangingDeletion = async (name: string) => {
    program = (provider) => {
      new k8s.core.v1.Namespace(name, { metadata: { name } }, { provider, customTimeouts: { delete: "3s" } });
    };
    await stack.up();
    const failure = failureOf((onEvent) => stack.destroy({ onEvent }));
    const path = `/api/v1/namespaces/${name}`;
    await seen(server, path, ({ metadata }) => metadata.deletionTimestamp !== undefined);
    return { path, failure };
  };

  it("of a deletion is waited for; one that hangs is an error, keeps the object, and can be tried again", async () => {
    const { failure } = await hangingDeletion("held");
    await failure;
    expect(await stateOf(stack, "kubernetes:core/v1:Namespace")).toHaveLength(1);

    const endPlay = playGarbageCollector(server);
    expect((await stack.destroy()).summary.resourceChanges).toMatchObject({ delete: 3 });
    await endPlay();
  });

  standInOnly("of a deletion that hangs is reported with what holds it", "it says that the time is up", async () => {
    const { path, failure } = await hangingDeletion("full");
    const message = "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances";
    const condition = { type: "NamespaceFinalizersRemaining", status: "True", reason: "SomeFinalizersRemain", message };
    await setStatus(path, { phase: "Terminating", conditions: [condition] });
    expect(await failure).toContain(message);
  });
});
