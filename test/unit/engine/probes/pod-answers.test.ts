import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { podAnswers } from "../../../../engine/probes/pod-answers.ts";
import { contextWith } from "./pods.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is found where a pod and the API server itself answer like this. */
async function ask(pod: ClusterApi["get"], own: ClusterApi["get"] = async () => ({ status: 200, body: "ok" })) {
  const context = contextWith({ mesh: { "mesh-0": "" } });
  const get: ClusterApi["get"] = (path, timeoutMs) => (path === "/readyz" ? own : pod)(path, timeoutMs);
  const asked = podAnswers({ ...context, api: { ...context.api, get } as unknown as ClusterApi }, "mesh", "/ready");
  asked.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  return asked;
}

const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => void setTimeout(resolve, ms, value));
const inVain: ClusterApi["get"] = async (_path, timeoutMs = 15_000) => {
  await after(timeoutMs, null);
  throw new Error("no answer within the time");
};
const status = (message: string, code: number) => ({
  status: code,
  body: JSON.stringify({ kind: "Status", apiVersion: "v1", message, code }),
});

describe("podAnswers", () => {
  it("tells what a pod answers, whatever it is, and after how long", async () => {
    const answers = await ask(async () => after(2_000, { status: 500, body: "oh" }));
    expect(answers).toEqual([{ pod: "mesh-0", status: 500, body: "oh", tookMs: expect.closeTo(2_000, -2) }]);
  });

  it("takes silence for a pod's own where the API server answers", async () => {
    expect(await ask(inVain)).toMatchObject([{ status: 0, body: "no answer within 15 s" }]);
  });

  it("takes what the API server says of an unreachable pod for that pod's", async () => {
    const message = "error trying to reach service: EOF";
    expect(await ask(async () => status(message, 503))).toMatchObject([{ pod: "mesh-0", status: 0, body: message }]);
  });

  it.each<[string, ClusterApi["get"], ClusterApi["get"]?]>([
    ["is silent itself", inVain, inVain],
    ["breaks off", () => Promise.reject(new Error("socket hang up"))],
    ["refuses for its own sake", async () => status("too many requests", 429)],
    ["knows the pod no more", async () => status('pods "mesh-0" not found', 404)],
  ])("throws where the API server %s", async (_what, pod, own) => {
    await expect(ask(pod, own)).rejects.toThrow();
  });

  it("leaves out pods that are on their way out", async () => {
    const context = contextWith({ mesh: { "mesh-0": "a" } });
    const going = { items: [{ metadata: { name: "mesh-1", deletionTimestamp: new Date() } }] };
    const core = { listNamespacedPod: async () => going };
    const api = { ...context.api, core } as unknown as ClusterApi;
    expect(await podAnswers({ ...context, api }, "mesh", "/health")).toEqual([]);
  });
});
