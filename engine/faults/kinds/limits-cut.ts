import { setTimeout as sleep } from "node:timers/promises";
import type { V1Deployment } from "@kubernetes/client-node";
import type { Observation, ProbeContext } from "../../probes/probe.ts";
import type { Fault } from "../fault.ts";
import type { WorkloadRef } from "../undo.ts";
import { patchWorkload, recordFields } from "../workload.ts";

/** What a container may use at most, as Kubernetes quantities. */
export interface Limits {
  cpu: string;
  memory: string;
}

const limitsPath = "/spec/template/spec/containers/0/resources/limits";
const paths = [`${limitsPath}/cpu`, `${limitsPath}/memory`];

/** How long pods may take to be replaced, milliseconds: they start slowly with little CPU. */
const rolloutMs = 120_000;
const everyMs = 1_000;

/** A workload's pods are replaced by such as may use less; it is injected, and lifted, once the last is replaced. */
export function limitsCut(workload: string, limits: Limits): Fault {
  const ref: WorkloadRef = { kind: "Deployment", name: workload };
  const subject = `${workload}-limits`;
  let recorded: unknown;
  return {
    name: `${workload}-limits-cut`,
    summary: `${workload}'s pods may use ${limits.cpu} CPU and ${limits.memory} memory`,
    targets: async () => [{ kind: "workload", name: workload }],
    undo: async (context) => {
      const fields = recordFields(await read(context, workload), paths);
      recorded = limitsOf(await read(context, workload));
      return [{ op: "restore-fields", workload: ref, fields }];
    },
    settlesFirst: true,
    inject: async (context) => {
      const { api, environment } = context;
      const fields = [limits.cpu, limits.memory].map((value, index) => ({ path: paths[index] ?? "", value }));
      await patchWorkload(api, environment.namespace, ref, fields);
      await rolledOut(context, workload);
    },
    effect: async (context) => {
      const pods = await podLimits(context, workload);
      const cut = pods.filter((pod) => pod === `${limits.cpu}/${limits.memory}`).length;
      const detail = `${cut} of ${pods.length} pods have ${limits.cpu} CPU, ${limits.memory} memory`;
      return [{ subject, ok: pods.length > 0 && cut === pods.length ? true : null, detail }];
    },
    restored: async (context): Promise<Observation[]> => {
      await rolledOut(context, workload);
      const now = limitsOf(await read(context, workload));
      return [{ subject, ok: now === recorded, detail: `limits ${now}` }];
    },
  };
}

/** Whether every pod is of the newest template and available, and no other is left. */
export function isRolledOut({ metadata, spec, status }: V1Deployment): boolean {
  const wanted = spec?.replicas ?? 1;
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status ?? {};
  const current = observedGeneration >= (metadata?.generation ?? 0);
  return current && updatedReplicas >= wanted && availableReplicas >= wanted && replicas === updatedReplicas;
}

async function rolledOut(context: ProbeContext, workload: string): Promise<void> {
  const deadline = performance.now() + rolloutMs;
  while (!isRolledOut(await read(context, workload))) {
    if (performance.now() >= deadline) throw new Error(`${workload} was not rolled out within ${rolloutMs / 1_000} s`);
    await sleep(everyMs);
  }
}

const read = ({ api, environment }: ProbeContext, name: string): Promise<V1Deployment> =>
  api.apps.readNamespacedDeployment({ namespace: environment.namespace, name });

const limitsOf = ({ spec }: V1Deployment) =>
  JSON.stringify(spec?.template.spec?.containers[0]?.resources?.limits ?? {});

/** Limits of each pod that stays, "cpu/memory". */
async function podLimits({ api, environment }: ProbeContext, workload: string): Promise<string[]> {
  const { items } = await api.core.listNamespacedPod({
    namespace: environment.namespace,
    labelSelector: `app.kubernetes.io/name=${workload}`,
  });
  return items
    .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .map(({ spec }) => spec?.containers[0]?.resources?.limits ?? {})
    .map(({ cpu = "any", memory = "any" }) => `${cpu}/${memory}`);
}
