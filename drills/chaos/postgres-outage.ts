import type { Fault } from "../../engine/faults/fault.ts";
import { hung, refused } from "../../engine/faults/kinds/link.ts";
import { storeKilled } from "../../engine/faults/kinds/store-killed.ts";
import { acceptedWritesStored } from "../../engine/probes/accepted-writes.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { refusesCredentials, servesCredentials } from "../../engine/probes/credentials.ts";
import { draftRead, planReadFromCache, workIsKept } from "../../engine/probes/kept-work.ts";
import { overflowIsShed } from "../../engine/probes/overflow.ts";
import { connectionsComeBack } from "../../engine/probes/postgres-connections.ts";
import { onceReady } from "../../engine/probes/once-ready.ts";
import type { Probe } from "../../engine/probes/probe.ts";
import { readiness } from "../../engine/probes/readiness.ts";
import { refusesWithHint } from "../../engine/probes/refusal-hint.ts";
import { callsAreRetried } from "../../engine/probes/retry-counts.ts";
import { trafficMoves } from "../../engine/probes/traffic-moves.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import { probed } from "../objectives.ts";
import { quiet, raised, raises, storeAway } from "./alerts.ts";
import type { Capability } from "./capabilities.ts";
import { type Experiment, type Scene, type Setting, slack, type Stage, unharmed } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";

const keeper = "nucleus";
const planning = { target: keeper, intent: "plan", input: { goal: "Rehearse a restart of the plan store" } } as const;
/** Routes that need no Postgres; draft and ingest write to the document store. */
const others = ["draft", "ingest", "storyboard"];

/** Silent long enough for the keeper's breaker to open and for mesh to find that it answers again. */
const faultSeconds = { killed: 25, refused: 20, hung: 30 } as const;
type Away = "refused" | "hung";

/** How long the cluster may take to replace a store that was killed, and how soon that serves again, milliseconds. */
const replacedWithinMs = 25_000;
const backWithinMs = 10_000;

/** How soon requests with a credential are served, where nothing is broken, milliseconds. */
const servedWithinMs = 5_000;

/** Calls to the store that may be under way or waiting per pod: as many as its pool has connections. */
const poolSize = 10;

/** Requests with a credential: few enough that waiting for an answer does not outlast the fault, milliseconds. */
const credentialed = { everyMs: 250, spanMs: 10_000 } as const;

const needs: Capability[] = ["persistence"];
const alert = storeAway("postgres", keeper);
const connections = connectionsComeBack("connections");
const store = { service: keeper, towards: "postgres" } as const;
const waiters = overflowIsShed("hung.waiters", store, planning, poolSize);

/** The plan store killed, refused and hung: writes are refused with a hint, reads come from the cache, nothing leaks. */
export const postgresOutage: Experiment = {
  name: "postgres-outage",
  summary:
    "without Postgres, writes are tried again and refused with a hint, plans are read from the cache, none is lost",
  radius: { links: ["postgres"], workloads: { postgres: 1 }, data: [] },
  load: { credentialed: true },
  stages: [
    {
      name: "killed",
      faultSeconds: faultSeconds.killed,
      // A kubelet that may not read the volume's claim yet tries again after some ten seconds.
      slackSeconds: 20,
      faults: () => [storeKilled("postgres")],
      before: () => [connections.before],
      during: () => [
        onceReady(
          "postgres",
          replacedWithinMs,
          trafficMoves("killed.back", planning, backWithinMs, backWithinMs + 5_000),
        ),
      ],
      recovered: (setting) => [closed("killed", setting)],
    },
    away("refused", ({ link }) => [refused(link("postgres"))]),
    silent(away("hung", ({ link }) => [hung(link("postgres"))])),
  ],
  afterLoad: ({ name, ...files }) => [acceptedWritesStored({ load: name, ...files }), connections.after],
  objectives: ({ RETRY_MAX_ATTEMPTS }) => [
    ...goOn("killed"),
    probed(
      "killed.back",
      "plans are kept again within 10 s of the return of Postgres",
      "see how the pool replaces connections that broke",
      { needs },
    ),
    isClosed("killed"),
    ...(["refused", "hung"] as const).flatMap((name): Objective[] => [
      ...goOn(name),
      probed(`${name}.kept`, "a plan and a draft are kept before", "see the baseline", { needs }),
      probed(`${name}.hint`, "plan answers 503 with Retry-After and retry_after", "add the hint to header and body", {
        needs,
      }),
      probed(
        `${name}.retries`,
        `writes are tried again, at most ${RETRY_MAX_ATTEMPTS} times in all`,
        "bound the retries by RETRY_MAX_ATTEMPTS",
        { needs },
      ),
      probed(`${name}.cached`, "a plan that was kept before is read from the cache", "see the plan cache of nucleus", {
        needs,
      }),
      probed(`${name}.document`, "a kept draft is read meanwhile", "the document store must not depend on Postgres", {
        needs,
      }),
      probed(
        `${name}.credentialed`,
        "requests with a credential, served before, are refused with 503, Retry-After and retry_after, never with 500",
        "let mesh refuse with a hint whom it cannot look up",
        { needs: ["credentials"] },
      ),
      isClosed(name),
      raised(name, alert),
    ]),
    probed(
      "hung.waiters",
      `as it falls silent, at most ${poolSize} calls per pod are in flight to it, and the rest is shed with a hint`,
      "bound the pool's waiters, in number and time",
      { needs },
    ),
    probed(
      "connections",
      "no more connections lie unused than before",
      "return or close a connection on every way out, errors included",
      { needs },
    ),
    probed(
      "accepted-writes-stored",
      "every acknowledged plan, draft and table is stored, once",
      "acknowledge a write only once its store has it",
      { needs },
    ),
  ],
};

function away(name: Away, faults: (setting: Setting) => Fault[]): Stage {
  return {
    name,
    faultSeconds: faultSeconds[name],
    faults,
    before: ({ token, ...scene }) => [
      ...quiet(name, alert, scene),
      workIsKept(`${name}.kept`, "plan", name),
      workIsKept(`${name}.kept`, "draft", name),
      ...(token === undefined ? [] : [servesCredentials(`${name}.credentialed`, token, servedWithinMs)]),
    ],
    during: ({ settings, token, faultSeconds: seconds }) => {
      const withinMs = Math.max(5, seconds - 5) * 1_000;
      const maxAttempts = settings.RETRY_MAX_ATTEMPTS;
      return [
        refusesWithHint(`${name}.hint`, "plan", 503, withinMs),
        callsAreRetried(`${name}.retries`, { ...store, maxAttempts }, withinMs),
        planReadFromCache(`${name}.cached`, name, withinMs),
        draftRead(`${name}.document`, name, "whole", withinMs),
        ...(token === undefined ? [] : [refusesCredentials(`${name}.credentialed`, token, credentialed)]),
        raises(name, alert, settings),
      ];
    },
    measuredDuring: () => [readiness(`${name}.readiness`, keeper)],
    recovered: (setting) => [closed(name, setting)],
  };
}

/** Calls pile up only before a store that neither answers nor refuses. */
function silent(stage: Stage): Stage {
  return {
    ...stage,
    slackSeconds: slack.hung,
    before: (scene) => [...(stage.before?.(scene) ?? []), waiters.before],
    during: (scene) => [...stage.during(scene), waiters.during],
    // It is the last one: what leaks, leaks once calls succeed again.
    recovered: (scene) => stage.recovered(scene).map(connections.since),
  };
}

function closed(stage: string, { settings }: Scene): Probe {
  const withinMs = recoveryMs(settings);
  return breakerComesTo(`${stage}.closed`, { ...store, state: "closed", withinMs });
}

const isClosed = (stage: string) =>
  probed(`${stage}.closed`, "the breaker towards Postgres closes", "see half-open calls of the breaker", { needs });

// Only where plans are kept there does a route decide whether a request needs Postgres. Where mesh looks users up in it
// and nobody keeps anything, the load carries a credential: every route of it fails alike, for authentication's sake.
const goOn = (stage: string) =>
  unharmed(stage, others, `Postgres is ${stage}`, "what needs no Postgres must not wait for it", needs);
