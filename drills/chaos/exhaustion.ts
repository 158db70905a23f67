import { bulkheadHolds, queueDrains } from "../../engine/probes/bulkhead.ts";
import { noCrashLoops } from "../../engine/probes/crash-loops.ts";
import { shedsWithHint } from "../../engine/probes/back-pressure.ts";
import { servesAgain } from "../../engine/probes/serves-again.ts";
import { throttlingIsToldApart } from "../../engine/probes/user-throttling.ts";
import { probed } from "../objectives.ts";
import { gatewaySlo } from "../slo.ts";
import type { Experiment } from "./experiment.ts";
import { squeeze, squeezed, squeezeSlackSeconds } from "./squeezed.ts";

/**
 * The agent is the narrower of the two, so that it saturates behind a mesh that can still refuse: that has as much again
 * as it uses for the background load, since the surge is twice as many requests.
 */
const cpu = {
  mesh: { least: "200m", most: "300m", ofUse: 2 },
  agent: { least: "50m", most: "200m", ofUse: 1.6 },
};

const drafting = { target: squeezed.agent, intent: "draft", input: { goal: "Explain a crowded day" } } as const;
const bulkhead = { service: "mesh", towards: squeezed.agent } as const;

/**
 * Drafts per second on top of those of the background load: from what squeezed pods can write to far beyond it, and no
 * more than leaves the generator the CPU to send in time.
 */
const ratesPerSecond = [10, 20, 40];

/** How soon nobody waits any more once the surge has ended, and again once the limits are lifted, milliseconds. */
const drainedWithinMs = 15_000;

/** Drafts of the background load that a pod of mesh may wait for at a time without any of them waiting in vain. */
const underWay = 2;

/** How long the drain is waited for, so that a slow one has a figure too, milliseconds. */
const measuredWithinMs = 30_000;

/** More and more drafts, until a squeezed agent cannot write them: the rest is refused, and the queue drains after. */
export const exhaustion: Experiment = {
  name: "exhaustion",
  summary: "past saturation, the excess is refused with a hint, and queues drain once limits are lifted",
  radius: { links: [], workloads: { mesh: 0, [squeezed.agent]: 0 }, data: [] },
  reach: squeezed.links,
  stages: [
    {
      name: "saturated",
      faultSeconds: 30,
      settledSeconds: 5,
      slackSeconds: squeezeSlackSeconds,
      surge: { route: squeezed.route, ratesPerSecond },
      faults: () => squeeze(cpu),
      // Before mesh is short of CPU: a limiter that cannot count in time lets all pass, as it should. That saturation is
      // not called by this word is for `saturated.hint` to see.
      before: ({ settings, has }) =>
        has("limiter") ? [throttlingIsToldApart("saturated.throttled", settings.RATE_LIMIT_REQUESTS)] : [],
      during: ({ faultSeconds, beganMs: sinceMs, settings, has }) => {
        // Saturation comes with the last steps.
        const spanMs = Math.max(5, faultSeconds - 5) * 1_000;
        const max = settings.BULKHEAD_MAX_CONCURRENT;
        return [
          shedsWithHint("saturated.hint", drafting, { spanMs, limited: has("limiter") }),
          bulkheadHolds("saturated.bulkhead", bulkhead, { max, mustFill: true, spanMs }),
          noCrashLoops("saturated.crashes", squeezed.workloads, { sinceMs, spanMs }),
        ];
      },
      // Lifted limits replace the pods, and what waited goes with them: whether each place is given back shows in the pods
      // that were saturated, once the surge has ended.
      settled: ({ beganMs: sinceMs }) => [
        queueDrains("saturated.drained", bulkhead, { atMost: underWay, withinMs: drainedWithinMs }),
        noCrashLoops("saturated.crashes", squeezed.workloads, { sinceMs, spanMs: 1_000 }),
      ],
      // That the load which goes on fills no queue anew.
      recovered: ({ settings }) => [
        queueDrains("saturated.relieved", bulkhead, {
          atMost: settings.BULKHEAD_MAX_CONCURRENT - 1,
          withinMs: drainedWithinMs,
        }),
      ],
      // From the lifting of the limits until drafts take no longer than in the baseline.
      measured: () => [servesAgain("saturated.drain-time", drafting, measuredWithinMs, gatewaySlo.p95Ms)],
    },
  ],
  objectives: ({ BULKHEAD_MAX_CONCURRENT: max }) => [
    probed("saturated.hint", "who is not served gets 429 or 503 and a hint", "refuse with Retry-After and retry_after"),
    probed("saturated.bulkhead", `at most ${max} calls in flight per pod of mesh`, "see BULKHEAD_* settings of mesh"),
    probed(
      "saturated.throttled",
      "a client beyond its own limit is told so by another word",
      "name the reason in the body: the client's own rate, or a saturated service",
      { needs: ["limiter"] },
    ),
    probed("saturated.crashes", "no pod restarts past saturation", "see the pods' last exit; raise their memory"),
    probed(
      "saturated.drained",
      `the queues of mesh drain within ${drainedWithinMs / 1_000} s after the surge`,
      "see calls that hold a place without an end, and whether the agent keeps up with the load that goes on",
    ),
    probed(
      "saturated.relieved",
      `nobody waits ${drainedWithinMs / 1_000} s after the limits are lifted`,
      "see whether the agent keeps up with the load at its own limits",
    ),
  ],
};
