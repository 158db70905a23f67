import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import { crashLoopBackOff, inWords, type Restarts, restartsOf } from "../../probes/crash-loops.ts";
import { cpuUseOf } from "../../probes/cpu-use.ts";
import type { Observation, ProbeContext } from "../../probes/probe.ts";
import { podsThatStay } from "../../probes/workload-pods.ts";
import type { Fault } from "../fault.ts";
import { readDeployment, rolledOut } from "../rolled-out.ts";
import { type CpuSqueeze, cpuLimit, sameAmount } from "../squeeze.ts";
import type { WorkloadRef } from "../undo.ts";
import { patchWorkload, recordFields } from "../workload.ts";

/** What a container may use at most: memory as a Kubernetes quantity. */
export interface Limits {
  cpu: CpuSqueeze;
  memory: string;
}

const limitsPath = "/spec/template/spec/containers/0/resources/limits";
const surgePath = "/spec/strategy/rollingUpdate/maxSurge";
const paths = [`${limitsPath}/cpu`, `${limitsPath}/memory`, surgePath];

/** So many restarts of a container are a loop, which no wait ends. */
const loop = 2;

/**
 * A workload's pods are replaced by such as may use less; it is injected, and lifted, once the last is replaced. Pods
 * that crash with what they are left with have it as well: what to think of that is not for the fault to say.
 */
export function limitsCut(workload: string, limits: Limits): Fault {
  const ref: WorkloadRef = { kind: "Deployment", name: workload };
  const subject = `${workload}-limits`;
  let cpu = limits.cpu.least;
  let recorded: unknown;
  /** pods that were given less and restarted so often */
  const crashed = async (context: ProbeContext, times: number): Promise<Restarts[]> => {
    const pods = await podsThatStay(context, workload);
    const squeezed = pods.filter(({ spec }) => sameAmount(spec?.containers[0]?.resources?.limits?.["cpu"], cpu));
    return squeezed.map(restartsOf).filter(({ count, waiting }) => count >= times || waiting === crashLoopBackOff);
  };
  return {
    name: `${workload}-limits-cut`,
    summary: `${workload}'s pods may use ${inSummary(limits.cpu)} and ${limits.memory} memory`,
    targets: async () => [{ kind: "workload", name: workload }],
    undo: async (context) => {
      const fields = recordFields(await readDeployment(context, workload), paths);
      recorded = fields;
      return [{ op: "restore-fields", workload: ref, fields }];
    },
    settlesFirst: true,
    inject: async (context) => {
      const { api, environment, signal } = context;
      cpu = cpuLimit(limits.cpu, await cpuUseOf(context, workload));
      // All at once: with little CPU each takes its time to start.
      const values = [cpu, limits.memory, "100%"];
      const fields = paths.map((path, index) => ({ path, value: values[index] }));
      await patchWorkload(api, environment.namespace, ref, fields);
      try {
        await rolledOut(context, workload, { signal, givenUp: async () => (await crashed(context, loop)).length > 0 });
      } catch (thrown) {
        if ((await crashed(context, 1)).length === 0) throw thrown;
      }
    },
    effect: async (context) => {
      const pods = await podsThatStay(context, workload);
      const cut = pods.filter((pod) => hasLimits(pod, { cpu, memory: limits.memory }));
      const detail = `${cut.length} of ${pods.length} pods run with ${cpu} CPU, ${limits.memory} memory`;
      if (pods.length > 0 && cut.length === pods.length) return [{ subject, ok: true, detail }];
      const restarted = await crashed(context, 1);
      if (restarted.length === 0) return [{ subject, ok: null, detail }];
      return [{ subject, ok: true, detail: `${detail}; with it ${restarted.map(inWords).join(", ")}` }];
    },
    restored: async (context): Promise<Observation[]> => {
      await rolledOut(context, workload);
      const now = await readDeployment(context, workload);
      const ok = JSON.stringify(recordFields(now, paths)) === JSON.stringify(recorded);
      return [{ subject, ok, detail: `limits ${limitsOf(now)}` }];
    },
  };
}

const inSummary = ({ least, most }: CpuSqueeze) =>
  least === most ? `${most} CPU` : `${least} to ${most} CPU (by what they use)`;

/** As the kubelet has it; before Kubernetes 1.33 it does not say, and what was asked of it counts. */
function hasLimits({ spec, status }: V1Pod, { cpu, memory }: { cpu: string; memory: string }): boolean {
  const container = status?.containerStatuses?.[0];
  const limits = (container?.resources ?? spec?.containers[0]?.resources)?.limits ?? {};
  const runs = container?.state?.running !== undefined;
  return runs && sameAmount(limits["cpu"], cpu) && sameAmount(limits["memory"], memory);
}

const limitsOf = ({ spec }: V1Deployment) =>
  JSON.stringify(spec?.template.spec?.containers[0]?.resources?.limits ?? {});
