import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { onceReady } from "../../../../engine/probes/once-ready.ts";
import { goneBy, type ProbeContext } from "../../../../engine/probes/probe.ts";
import { contextOf } from "./context.ts";

const pod = (ready: "True" | "False", deletionTimestamp?: Date): V1Pod => ({
  metadata: { name: "postgres-0", ...(deletionTimestamp && { deletionTimestamp }) },
  status: { conditions: [{ type: "Ready", status: ready }] },
});

/** Each look at the pods sees the next of them, and then always the last. */
function contextWith(looks: V1Pod[][]): ProbeContext {
  const listNamespacedPod = async () => ({ items: (looks.length > 1 ? looks.shift() : looks[0]) ?? [] });
  const api = { core: { listNamespacedPod } as unknown as CoreV1Api } as ClusterApi;
  return { ...contextOf(() => ({ status: 404, body: "" })), api };
}

const inner = {
  name: "back",
  observe: async (context: ProbeContext) => [{ subject: "plan", ok: goneBy(context) < 400, detail: "looked at" }],
};
/** What is looked at began long ago. */
const observe = (looks: V1Pod[][], withinMs = 60_000) =>
  onceReady("postgres", withinMs, inner).observe({ ...contextWith(looks), sinceMs: Date.now() - 30_000 });

it("has limits count from when a pod is ready, whatever came before", async () => {
  const looks = [[], [pod("True", new Date())], [pod("False")], [pod("True")]];
  expect(await observe(looks)).toEqual([{ subject: "plan", ok: true, detail: "looked at" }]);
  expect(looks).toHaveLength(1);
});

it("says nothing of a target whose pod does not come back", async () => {
  expect(await observe([[pod("False")]], 1)).toMatchObject([{ subject: "postgres", ok: null }]);
});
