import type { Evidence } from "../../../../engine/evidence/evidence.ts";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { chaosAlerts, chaosSeries } from "./chaos-evidence.ts";
import {
  environment,
  evidenceOf,
  journalOf,
  loadOf,
  mixedPlan,
  observed,
  planOf,
  requestsOf,
  started,
} from "./runs.ts";
import type { SyntheticRequest } from "./runs.ts";

const services = ["mesh", "nucleus", "osteon", "myocyte", "synapse"];

const gate: [number, NewEvent][] = [
  [60, { type: "phase-started", phase: "gate" }],
  ...services.map((service) => observed(64, "services-ready", service, true, "1 of 1 replicas available, 0 restarts")),
  ...services.map((service) =>
    observed(67, "services-green", `${service} /health`, true, "healthy on 3 polls running"),
  ),
  [68, { type: "phase-ended", phase: "gate" }],
];

const end: [number, NewEvent][] = [
  [201, { type: "phase-started", phase: "validate" }],
  [205, { type: "phase-ended", phase: "validate" }],
  [214, { type: "left-behind", items: [] }],
  [214, { type: "run-ended" }],
];

/** Every demand met; one is not testable, and the environment has its limits. */
export function passRun(): Evidence {
  const plan = mixedPlan();
  return evidenceOf({
    events: journalOf([
      started,
      ...gate,
      [69, { type: "phase-started", phase: "load" }],
      [69, { type: "load-started", load: "mixed" }],
      [191, { type: "load-ended", load: "mixed", exitCode: 0 }],
      [191, { type: "phase-ended", phase: "load" }],
      ...end,
    ]),
    loads: [loadOf(plan, requestsOf(plan))],
  });
}

/** The mixed load over an outage of the draft agent: 503s for twenty seconds, slow answers after it. */
export function failRun(): Evidence {
  const plan = mixedPlan();
  const outage = (request: SyntheticRequest, random: () => number): SyntheticRequest => {
    const { atMs, endpoint, durationMs } = request;
    if (endpoint !== "draft") return request;
    if (atMs >= 45_000 && atMs < 65_000 && random() < 0.8)
      return { ...request, durationMs: 310, outcome: "status-503" };
    if (atMs >= 44_000 && atMs < 45_000) return { ...request, durationMs: 10_000, outcome: "timeout" };
    return atMs >= 65_000 ? { ...request, durationMs: durationMs * 4.5 } : request;
  };
  return evidenceOf({
    plan: planOf({ drill: "chaos", stack: "chaos" }),
    events: journalOf([
      started,
      ...gate,
      [69, { type: "phase-started", phase: "steady state" }],
      [69, { type: "load-started", load: "mixed" }],
      [112, { type: "phase-ended", phase: "steady state" }],
      [112, { type: "phase-started", phase: "act" }],
      [114, { type: "action", action: "inject agent-outage", detail: "scaled Deployment osteon from 1 to 0" }],
      [135, { type: "action", action: "undo agent-outage", detail: "scaled Deployment osteon back to 1" }],
      [136, { type: "phase-ended", phase: "act" }],
      [136, { type: "phase-started", phase: "observe" }],
      observed(150, "services-green", "osteon /ready", false, "not green; last answer: 503, degraded"),
      [190, { type: "phase-ended", phase: "observe" }],
      [191, { type: "load-ended", load: "mixed", exitCode: 0 }],
      ...end,
    ]),
    loads: [loadOf(plan, requestsOf(plan, outage))],
  });
}

/** An agent away for half a minute: refused, flagged, its breaker open and closed again; a second fault never armed. */
export function chaosRun(): Evidence {
  const plan = mixedPlan();
  const fault = "mesh-myocyte-refused";
  const summary = "connections of mesh-myocyte are refused";
  const undo = [{ op: "reset-proxy", proxy: "mesh-myocyte" }];
  const outage = (request: SyntheticRequest): SyntheticRequest =>
    request.endpoint === "ingest" && request.atMs >= 40_000 && request.atMs < 66_000
      ? { ...request, durationMs: 5, outcome: "status-503" }
      : request;
  const objective = {
    kind: "probe" as const,
    id: "outage.breaker",
    title: "mesh's breaker towards the agent opens",
    probe: "outage.breaker",
    remedy: "see circuit_breaker_* settings of mesh",
    needs: [],
  };
  return evidenceOf({
    plan: planOf({
      drill: "chaos/agent-outage",
      stack: "chaos",
      objectives: [objective],
      changedDefaults: ["CIRCUIT_BREAKER_TIMEOUT: 10 instead of 60", "HEALTH_CHECK_INTERVAL: 2 instead of 10"],
    }),
    events: journalOf([
      started,
      ...gate,
      [69, { type: "load-started", load: "mixed" }],
      [78, { type: "phase-started", phase: "baseline" }],
      [108, { type: "phase-ended", phase: "baseline" }],
      [109, { type: "fault-planned", fault, summary, undo }],
      [110, { type: "fault-injected", fault, armed: true }],
      observed(111, "fault-effect", fault, true, "refused"),
      [111, { type: "phase-started", phase: "outage" }],
      [
        115,
        {
          ...observed(0, "outage.breaker", "breaker of mesh towards myocyte", true, "after 3.9 s: open")[1],
          ms: 3_900,
        },
      ] as [number, NewEvent],
      [136, { type: "phase-ended", phase: "outage" }],
      [136, { type: "fault-undone", fault }],
      [138, { type: "fault-lifted", fault, left: [] }],
      [138, { type: "phase-started", phase: "outage-recovery" }],
      [160, { type: "phase-ended", phase: "outage-recovery" }],
      [161, { type: "fault-planned", fault: "mesh-myocyte-hung", summary: "connections hang", undo }],
      [162, { type: "fault-injected", fault: "mesh-myocyte-hung", armed: false }],
      [163, { type: "fault-undone", fault: "mesh-myocyte-hung" }],
      [165, { type: "fault-lifted", fault: "mesh-myocyte-hung", left: ["mesh-myocyte: enabled, 1 toxics"] }],
      [191, { type: "load-ended", load: "mixed", exitCode: 0 }],
      ...end,
    ]),
    loads: [loadOf(plan, requestsOf(plan, outage))],
    series: chaosSeries(),
    alerts: chaosAlerts("mesh leaves myocyte alone"),
  });
}

/** The generator could not keep up, and one probe could not look. */
export function inconclusiveRun(): Evidence {
  const plan = mixedPlan(60_000);
  const requests = requestsOf(plan).filter((_, n) => n < 900 || n % 3 !== 0);
  return evidenceOf({
    plan: planOf({ loads: [plan], changedDefaults: [] }),
    events: journalOf([
      started,
      ...gate,
      [69, { type: "load-started", load: "mixed" }],
      [69, { type: "phase-started", phase: "load" }],
      [100, { type: "gap", what: "services-green", reason: "the API server did not answer within 15 s" }],
      [131, { type: "load-ended", load: "mixed", exitCode: 0 }],
      [131, { type: "phase-ended", phase: "load" }],
      [140, { type: "run-ended" }],
    ]),
    gaps: [{ what: "pods/osteon.log", reason: "the log was rotated away" }],
    loads: [loadOf(plan, requests, 2_400 - requests.length)],
  });
}

/** The tool failed while the environment came up, was interrupted, and left things behind. */
export function errorRun(): Evidence {
  return evidenceOf({
    plan: planOf({ drill: "restore", stack: "restore" }),
    environment: { ...environment, images: [], segments: [] },
    events: journalOf([
      started,
      [5, { type: "phase-started", phase: "gate" }],
      [
        42,
        {
          type: "error",
          code: "environment.silent",
          message: "the Pulumi engine said nothing for 180 s while it made Deployment mesh",
          remedy: "run drill doctor, then start the run again",
        },
      ],
      [50, { type: "interrupted", signal: "SIGINT" }],
      [
        60,
        {
          type: "left-behind",
          items: [
            "container drill-restore-4f1c-control-plane (docker rm --force --volumes drill-restore-4f1c-control-plane)",
            "network drill-4f1c (docker network rm drill-4f1c)",
          ],
        },
      ],
    ]),
  });
}
