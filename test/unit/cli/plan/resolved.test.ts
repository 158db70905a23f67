import type { AppsV1Api, CoreV1Api } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { designOf, experimentsOf } from "../../../../cli/plan/design.ts";
import { planText } from "../../../../cli/plan/plan-text.ts";
import { resolve } from "../../../../cli/plan/resolved.ts";
import { settings } from "../../../../contract/settings.ts";
import { findDrill } from "../../../../drills/catalogue.ts";
import type { Experiment } from "../../../../drills/chaos/experiment.ts";
import type { DrillOptions } from "../../../../drills/options.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { someOutputs } from "../../../helpers/outputs.ts";

const options: DrillOptions = {
  runId: "planned",
  stack: "chaos",
  limiter: null,
  settings: settings.parse({}),
  injectFaults: true,
};

/** A cluster with so many pods of osteon, and one of each other workload. */
function context(replicas: number, faultLinks: Record<string, number> = {}) {
  const workloads: Record<string, number> = { osteon: replicas, myocyte: 1, synapse: 1 };
  const podsOf = (name: string) =>
    Array.from({ length: workloads[name] ?? 0 }, (_, n) => ({
      metadata: { name: `${name}-${n}`, uid: `u${n}` },
      status: { phase: "Running", podIP: `10.0.0.${n}` },
    }));
  const deployments = Object.entries(workloads).map(([name, count]) => ({
    metadata: { name },
    spec: { replicas: count },
  }));
  const listNamespacedPod = async ({ labelSelector = "" }) => ({
    items: podsOf(labelSelector.replace("app.kubernetes.io/name=", "")),
  });
  const api = {
    apps: {
      listNamespacedDeployment: async () => ({ items: deployments }),
      listNamespacedStatefulSet: async () => ({ items: [] }),
    } as unknown as AppsV1Api,
    core: { listNamespacedPod } as unknown as CoreV1Api,
  } as ClusterApi;
  const environment = { ...someOutputs(), faultLinks };
  return { api, environment, runId: "planned", signal: new AbortController().signal };
}

function experiment(name: string): Experiment {
  const [found] = experimentsOf(`chaos/${name}`);
  if (found === undefined) throw new Error(`no experiment ${name}`);
  return found;
}

describe("resolve", () => {
  it("names the pods that a fault would take now, and how many there are", async () => {
    const resolved = await resolve(experiment("partition"), options, context(2));
    expect(resolved).toMatchObject({
      pods: { osteon: 2, myocyte: 1, synapse: 1 },
      faults: [
        { stage: "partition", targets: [{ kind: "pod", name: "osteon-0" }] },
        { stage: "set", fault: "myocyte-cut", targets: [{ kind: "pod", name: "myocyte-0" }] },
        { stage: "set", fault: "synapse-cut", targets: [{ kind: "pod", name: "synapse-0" }] },
      ],
    });
    const entry = findDrill("chaos/partition");
    const planned = { design: designOf(experiment("partition"), options), resolved };
    const text = planText(entry.build(options), entry.summary, [planned]).join("\n");
    expect(text).toContain("  workload  osteon   at most 50 % of its pods taken: 1 of 2");
    expect(text).toContain("  workload  myocyte  at most 100 % of its pods taken: 1 of 1");
    expect(text).toMatch(/Targets, as they are now\n {2}partition {2}osteon-cut {3}pod osteon-0$/m);
  });

  it("refuses what the drill itself would refuse", async () => {
    const alone = resolve(experiment("partition"), options, context(1));
    await expect(alone).rejects.toMatchObject({ code: "fault.blast-radius" });
    const direct = resolve(experiment("redis-down"), options, context(1));
    await expect(direct).rejects.toMatchObject({ code: "chaos.no-link" });
  });

  it("finds links where the environment has them", async () => {
    const { faults } = await resolve(experiment("redis-down"), options, context(1, { redis: 20_009 }));
    const targets = [{ kind: "link", name: "redis" }];
    expect(faults[0]).toMatchObject({ stage: "refused", fault: "redis-refused", targets });
  });
});

describe("the plan of several experiments", () => {
  it("says of each what it breaks", () => {
    const planned = experimentsOf("chaos").map((each) => ({ design: designOf(each, options), resolved: null }));
    const text = planText(findDrill("chaos").build(options), "all", planned).join("\n");
    for (const { design } of planned) expect(text).toContain(`\n${design.name}: ${design.hypothesis}\n`);
    expect(text).toContain("Blast radius of redis-down\n  link  redis\n");
  });
});
