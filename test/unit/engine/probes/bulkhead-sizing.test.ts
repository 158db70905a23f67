import type { V1EnvVar } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { settings } from "../../../../contract/settings.ts";
import { bulkheadsAreSized, judgeSize, tellsBulkheads } from "../../../../engine/probes/bulkhead-sizing.ts";
import { contextWith } from "./pods.ts";

const declared = "# TYPE bulkhead_capacity gauge";

describe("whether mesh tells its bulkheads", () => {
  it.each([
    ["a pod that names the metric, called or not", { a: declared, b: "" }, {}, true],
    ["pods that do not", { a: "", b: "" }, {}, "none of 2 pods of mesh has the metric bulkhead_capacity"],
    ["bulkheads that are switched off", { a: declared }, { BULKHEAD_ENABLED: "false" }, "its settings switch"],
  ])("%s", async (_, mesh, env, found) => {
    const told = await tellsBulkheads(contextWith({ mesh }), settings.parse(env));
    expect(told).toEqual(found === true ? true : expect.stringContaining(found as string));
  });
});

describe("places against the load", () => {
  const metric = (least: number) => ({ least, source: "metric" });
  const unknown = { least: null, source: "pod env, by reference" };
  const offer = (ratePerSecond: number) => ({ agent: "osteon", ratePerSecond, p95Ms: 400 }) as const;
  it.each([
    ["enough", judgeSize(offer(25), metric(10), metric(5)), true],
    ["too few", judgeSize(offer(26), metric(10), metric(5)), false],
    ["no queue", judgeSize(offer(1), metric(10), metric(0)), false],
    ["a queue of unknown length", judgeSize(offer(1), metric(10), unknown), null],
    ["too few, whatever the queue", judgeSize(offer(26), metric(10), unknown), false],
  ])("%s", (_, { ok }, wanted) => expect(ok).toBe(wanted));
});

describe("sizes as they are in force", () => {
  const own = settings.parse({});
  /** Two pods of mesh, the second with these variables. */
  async function seen(metrics: string, env: V1EnvVar[]) {
    const context = contextWith({ mesh: { a: metrics, b: metrics } });
    const containers = [[], env].map((each) => [{ name: "mesh", env: each }]);
    const list = context.api.core.listNamespacedPod.bind(context.api.core);
    context.api.core.listNamespacedPod = async (request) => {
      const found = await list(request);
      for (const [n, pod] of found.items.entries()) pod.spec = { containers: containers[n] ?? [] };
      return found;
    };
    const offers = [{ agent: "osteon", ratePerSecond: 10, p95Ms: 400 }] as const;
    return (await bulkheadsAreSized("p", offers, own).observe(context))[0];
  }

  it("are the least that any pod tells by its metrics or has in its variables", async () => {
    const env = [{ name: "BULKHEAD_QUEUE_SIZE", value: "0" }];
    expect(await seen('bulkhead_capacity{service="osteon"} 7', env)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("7 (metric) there, queue 0 (pod env)"),
    });
  });

  it("are the defaults where pods say nothing else, and unknown where they only refer to them", async () => {
    expect(await seen("", [])).toMatchObject({ ok: true, detail: expect.stringContaining("10 (default)") });
    const secret = [{ name: "BULKHEAD_QUEUE_SIZE", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }];
    expect(await seen("", secret)).toMatchObject({ ok: null, detail: expect.stringContaining("queue unknown") });
  });
});
