import { scalingAllowed } from "../../engine/faults/kinds/scaling-allowed.ts";
import { rescales } from "../../engine/probes/autoscaling.ts";
import { noCrashLoops } from "../../engine/probes/crash-loops.ts";
import { healthComesTo } from "../../engine/probes/health-status.ts";
import { probed } from "../objectives.ts";
import { gatewaySlo } from "../slo.ts";
import { errorsIn, type Experiment, latencyIn } from "./experiment.ts";
import { squeeze, squeezed, squeezeSlackSeconds, startSeconds } from "./squeezed.ts";
import { recoveryMs, recoverySeconds } from "./recovery.ts";

/**
 * Half as much again as pods use: little enough to be held up in every burst, and more than twice what the autoscalers
 * aim at per pod, so that further pods are asked for. With less, what share the load are held up as well, and pods of the
 * reference are too slow to become ready.
 */
const cpu = { least: "150m", most: "200m", ofUse: 1.5 };
/** One pod that stands still for a second or two must not decide on p95. */
const settledSeconds = 40;
const needs = ["autoscaling"] as const;

/** CPU and memory of mesh and an agent cut: they live on, and scale until the SLO holds again. */
export const pressure: Experiment = {
  name: "pressure",
  summary: "with CPU and memory cut, nothing crashes, pods are added, and p95 comes back into the SLO",
  radius: { links: [], workloads: { mesh: 0, [squeezed.agent]: 0 }, data: [] },
  reach: squeezed.links,
  // What two cores carry while pods start on them as well.
  load: { ratePerSecond: 32, weights: { [squeezed.route]: 2 } },
  stages: [
    {
      name: "pressure",
      faultSeconds: 20,
      settledSeconds,
      // Breakers that opened before there were more pods must close, and what waited must be through.
      easingSeconds: recoverySeconds,
      slackSeconds: squeezeSlackSeconds,
      faults: () => [
        ...squeeze({ mesh: cpu, agent: cpu }),
        ...squeezed.workloads.map((each) => scalingAllowed(each, squeezed.maxReplicas)),
      ],
      during: ({ faultSeconds, beganMs: sinceMs, settings, has }) => {
        const spanMs = faultSeconds * 1_000;
        // The phase waits for the pods that are added: what follows is judged with them.
        const withinMs = Math.max(spanMs, startSeconds(settings) * 1_000);
        return [
          noCrashLoops("pressure.crashes", squeezed.workloads, { sinceMs, spanMs }),
          ...(has("autoscaling")
            ? squeezed.workloads.map((each) => rescales("pressure.rescaled", each, { sinceMs, withinMs }))
            : []),
        ];
      },
      settled: ({ beganMs: sinceMs }) => [
        noCrashLoops("pressure.crashes", squeezed.workloads, { sinceMs, spanMs: settledSeconds * 1_000 }),
      ],
      recovered: ({ settings }) => [
        healthComesTo("pressure.recovered", squeezed.agent, ["healthy"], recoveryMs(settings)),
      ],
    },
  ],
  objectives: () => [
    probed(
      "pressure.crashes",
      "no pod restarts for want of CPU or memory",
      "see the pods' last exit; raise their memory",
    ),
    probed(
      "pressure.rescaled",
      "the autoscaler adds pods that come up",
      "see the HorizontalPodAutoscaler and metrics-server",
      {
        needs: [...needs],
      },
    ),
    errorsIn("pressure-settled", {
      id: "pressure.errors",
      title: "errors once there are more pods",
      endpoint: "*",
      limitRatio: 0.02,
      minSamples: 300,
      remedy: "see the outcomes over time: pods that take more than they can do, breakers that stay open",
      needs: [...needs],
    }),
    latencyIn("pressure-settled", {
      id: "pressure.p95",
      title: "p95 once there are more pods",
      endpoint: "*",
      quantile: 0.95,
      limitMs: gatewaySlo.p95Ms,
      minSamples: 300,
      remedy:
        "see the scaling over time: target too high, too few pods allowed, or connections that stay with old pods",
      needs: [...needs],
    }),
    probed("pressure.recovered", "the agent is healthy afterwards", "see its log under pods/"),
  ],
};
