import { describe, expect, it } from "vitest";
import { ApiClient } from "../../../../../toolchain/plugins/kubernetes/api/client.ts";
import { Discovery } from "../../../../../toolchain/plugins/kubernetes/api/discovery.ts";
import { awaitReady, NotReady } from "../../../../../toolchain/plugins/kubernetes/await-ready.ts";
import type { Cluster } from "../../../../../toolchain/plugins/kubernetes/cluster.ts";
import { whatHolds } from "../../../../../toolchain/plugins/kubernetes/delete.ts";
import type { KubeObject } from "../../../../../toolchain/plugins/kubernetes/objects.ts";

const served = [{ name: "pods", kind: "Pod", namespaced: true }];

function pod(phase: string, annotations: Record<string, string> = {}): KubeObject {
  const metadata = { name: "web", namespace: "shop", annotations };
  return { apiVersion: "v1", kind: "Pod", metadata, status: { phase } };
}

/** A cluster in which the pod goes through these phases, one a look; a number is an error's status. */
function cluster(...phases: (string | number)[]) {
  const cancel = new AbortController();
  let looks = 0;
  const send = async ({ path, signal }: { path: string; signal?: AbortSignal }) => {
    signal?.throwIfAborted();
    if (path === "/api/v1") return { status: 200, text: JSON.stringify({ resources: served }) };
    const phase = phases[Math.min(looks, phases.length - 1)] ?? "Pending";
    looks += 1;
    if (typeof phase === "number") return { status: phase, text: "{}" };
    return { status: 200, text: JSON.stringify(pod(phase)) };
  };
  const api = new ApiClient(send, async () => {});
  const fake: Cluster = { api, kinds: new Discovery(api), namespace: "default", cancelled: cancel.signal };
  return { fake, cancel, looks: () => looks };
}

const failure = async (waiting: Promise<unknown>) => {
  const thrown = await waiting.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(NotReady);
  return thrown as NotReady;
};

describe("awaitReady", () => {
  it("looks until the object is ready, and gives it as it is then", async () => {
    const { fake, looks } = cluster("Pending", "Succeeded");
    expect((await awaitReady(fake, pod("Pending"), 60_000))["status"]).toEqual({ phase: "Succeeded" });
    expect(looks()).toBe(2);
  });

  it("asks nothing for an object that is ready, or that nobody wants to wait for", async () => {
    const { fake, looks } = cluster();
    await awaitReady(fake, pod("Succeeded"), 60_000);
    await awaitReady(fake, pod("Pending", { "pulumi.com/skipAwait": "true" }), 60_000);
    await awaitReady(fake, { ...pod("Pending"), kind: "ConfigMap" }, 60_000);
    expect(looks()).toBe(0);
  });

  it("stops at once when the object has failed, and says what it is", async () => {
    const { fake } = cluster("Failed");
    const { message, live } = await failure(awaitReady(fake, pod("Pending"), 60_000));
    expect(message).toContain("Pod shop/web failed");
    expect(live["status"]).toEqual({ phase: "Failed" });
  });

  it("stops when the time is up, with what it saw last", async () => {
    const { message } = await failure(awaitReady(cluster("Pending").fake, pod("Pending"), 0));
    expect(message).toContain("Pod shop/web is not ready after 0 s: it is Pending");
  });

  it("stops at once when the engine gives up", async () => {
    const { fake, cancel } = cluster("Pending");
    const waiting = failure(awaitReady(fake, pod("Pending"), 600_000));
    cancel.abort(new Error("the operation was cancelled"));
    expect((await waiting).message).toContain("cancelled");
  });

  it("sits out trouble of the API server", async () => {
    const { fake } = cluster(503, 503, 503, 503, 503, "Succeeded");
    expect((await awaitReady(fake, pod("Pending"), 60_000))["status"]).toEqual({ phase: "Succeeded" });
  });

  it("does not wait for an object that was deleted meanwhile", async () => {
    await expect(awaitReady(cluster(404).fake, pod("Pending"), 60_000)).rejects.toThrow("404");
  });
});

describe("what holds a deletion up", () => {
  it("is what the object reports and the finalizers that are left", () => {
    const conditions = [
      { type: "NamespaceDeletionContentFailure", status: "False", message: "fine" },
      { type: "NamespaceFinalizersRemaining", status: "True", message: "a finalizer remains" },
    ];
    const live = { ...pod("Terminating"), spec: { finalizers: ["kubernetes"] }, status: { conditions } };
    expect(whatHolds(live)).toBe("NamespaceFinalizersRemaining: a finalizer remains; finalizers left: kubernetes");
    expect(whatHolds(pod("Running"))).toBe("finalizers left: none");
  });
});
