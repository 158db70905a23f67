import { type PodReach, podReach } from "../../probes/pod-reach.ts";
import type { ProbeContext } from "../../probes/probe.ts";
import type { ChosenPods } from "../chosen-pods.ts";
import type { FaultMeans } from "../fault.ts";
import { doubtsAbout, namesOf } from "../isolation-doubts.ts";
import { createPolicy, findPolicies, isolatedLabel, isolatedValue, isolatingPolicy } from "../network-policies.ts";
import { podsOf, type RunningPod } from "../running-pods.ts";
import type { UndoOperation } from "../undo.ts";
import { patchWorkload } from "../workload.ts";

/**
 * Cuts pods off by one NetworkPolicy each. Whether the cluster enforces it is seen by Prometheus, which asks every pod
 * of BIOwerk from a pod of its own. @param name of the fault
 */
export function isolated(name: string, chosen: ChosenPods): FaultMeans {
  let before: PodReach = new Map();
  let shown = false;
  return {
    undo: async (context) => {
      // Where it cannot be asked now, no effect can be told from what was before.
      before = (await podReach(context).catch(() => null)) ?? new Map();
      shown = false;
      return [...chosen.pods.map(unlabel), { op: "delete-policies", runId: context.runId }];
    },
    inject: async ({ api, environment: { namespace, environmentId }, runId }) => {
      for (const pod of chosen.pods) {
        await createPolicy(api, namespace, isolatingPolicy(pod.name, { environmentId, runId }));
      }
      for (const pod of chosen.pods) {
        const fields = [{ path: labelPath, value: isolatedValue(pod.name) }];
        await patchWorkload(api, namespace, { kind: "Pod", name: pod.name }, fields);
      }
    },
    effect: async (context) => {
      const now = await podReach(context);
      if (now === null) {
        return [{ subject: name, ok: null, detail: "nothing watches this environment: no effect can be seen" }];
      }
      if (chosen.pods.length === 0) {
        return [{ subject: name, ok: null, detail: `no pod of ${chosen.workload} runs` }];
      }
      // Once it was seen to take these alone, what becomes of the others is the system's own doing.
      const others = shown ? [] : await othersThan(chosen, context);
      const doubts = doubtsAbout({ cut: chosen.pods, others }, before, now);
      shown ||= doubts.length === 0;
      const detail = doubts.join("; ") || `Prometheus no longer reaches ${namesOf(chosen.pods)}`;
      return [{ subject: name, ok: doubts.length === 0 ? true : null, detail }];
    },
    restored: async (context) => {
      const now = await podReach(context);
      const unreached = now === null ? [] : await stillUnreached(chosen, context, { before, now });
      const left = [...(await objectsLeft(chosen, context)), ...unreached];
      const reach =
        now === null ? "nothing watches whether it is reached" : "Prometheus reaches what it reached before";
      return [
        { subject: name, ok: left.length === 0, detail: left.join("; ") || `no policy or label is left; ${reach}` },
      ];
    },
  };
}

const labelPath = `/metadata/labels/${isolatedLabel.replace("/", "~1")}`;

/** The label is ours alone, so that nothing is put back in its place. */
const unlabel = ({ name }: RunningPod): UndoOperation => ({
  op: "restore-fields",
  workload: { kind: "Pod", name },
  fields: [{ path: labelPath, value: null }],
});

async function othersThan({ workload, pods }: ChosenPods, context: ProbeContext): Promise<RunningPod[]> {
  return (await podsOf(context, workload)).filter(({ uid }) => !pods.some((each) => each.uid === uid));
}

/** Policies of the run and labels of the chosen pods that are there. */
async function objectsLeft({ pods }: ChosenPods, { api, environment, runId }: ProbeContext): Promise<string[]> {
  const { namespace } = environment;
  const policies = await findPolicies(api, namespace, runId);
  const { items } = await api.core.listNamespacedPod({ namespace, labelSelector: isolatedLabel });
  const labelled = new Set(items.map(({ metadata }) => metadata?.name));
  return [
    ...policies.map((policy) => `NetworkPolicy ${policy} is still there`),
    ...pods.filter(({ name }) => labelled.has(name)).map(({ name }) => `${name} still has the label ${isolatedLabel}`),
  ];
}

/** Pods that run still and that Prometheus reached before, but does not reach now. */
async function stillUnreached(
  chosen: ChosenPods,
  context: ProbeContext,
  { before, now }: { before: PodReach; now: PodReach },
): Promise<string[]> {
  const gone = await chosen.gone(context);
  return chosen.pods
    .filter(({ name, ip }) => !gone.includes(name) && before.get(ip) === true && now.get(ip) !== true)
    .map((pod) => `Prometheus has not reached ${pod.name} again`);
}
