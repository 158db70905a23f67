import { hung } from "../../engine/faults/kinds/link.ts";
import { acceptedWritesStored } from "../../engine/probes/accepted-writes.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { draftRead, workIsKept } from "../../engine/probes/kept-work.ts";
import { readiness } from "../../engine/probes/readiness.ts";
import { refusesWithHint } from "../../engine/probes/refusal-hint.ts";
import { probed } from "../objectives.ts";
import { quiet, raised, raises, storeAway } from "./alerts.ts";
import { type Experiment, slack, unharmed } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";

const keeper = "osteon";
/** Routes that need no document store; plan writes to Postgres. */
const others = ["plan", "storyboard"];

/** Silent long enough for the keeper's breaker to open and for mesh to find that it answers again, seconds. */
const faultSeconds = 30;

const needs = ["persistence"];
const alert = storeAway("mongodb", keeper, "myocyte");

/** The document store blocked: reads go without it, writes are refused with a hint, Postgres still serves. */
export const mongoOutage: Experiment = {
  name: "mongo-outage",
  summary: "without the document store, reads degrade, writes are refused with a hint, and plans are kept all the same",
  radius: { links: ["mongodb"], workloads: {}, data: [] },
  stages: [
    {
      name: "blocked",
      faultSeconds,
      slackSeconds: slack.hung,
      faults: ({ link }) => [hung(link("mongodb"))],
      before: (scene) => [workIsKept("blocked.kept", "draft", "blocked"), ...quiet("blocked", alert, scene)],
      during: ({ settings, faultSeconds: seconds }) => {
        const withinMs = Math.max(5, seconds - 5) * 1_000;
        return [
          ...["draft", "ingest"].map((route) => refusesWithHint(`blocked.hint.${route}`, route, 503, withinMs)),
          draftRead("blocked.degraded", "blocked", "degraded", withinMs),
          raises("blocked", alert, settings),
        ];
      },
      measuredDuring: () => [readiness("blocked.readiness", keeper)],
      recovered: ({ settings }) => {
        const withinMs = recoveryMs(settings);
        return [
          breakerComesTo("blocked.closed", { service: keeper, towards: "mongodb", state: "closed", withinMs }),
          breakerComesTo("blocked.mesh-closed", { service: "mesh", towards: keeper, state: "closed", withinMs }),
          draftRead("blocked.whole", "blocked", "whole", withinMs),
        ];
      },
    },
  ],
  afterLoad: ({ name, ...files }) => [acceptedWritesStored({ load: name, ...files })],
  objectives: () => [
    probed("blocked.kept", "a draft is kept before", "see the baseline", { needs }),
    ...["draft", "ingest"].map((route) =>
      probed(
        `blocked.hint.${route}`,
        `${route} answers 503 with Retry-After and retry_after`,
        "add the hint to header and body",
        { needs },
      ),
    ),
    probed("blocked.degraded", "an export goes without its drafts and says so", "let reads go without their store", {
      needs,
    }),
    ...unharmed("blocked", others, "the document store is away", "what needs no document store must not wait for it"),
    raised("blocked", alert),
    probed("blocked.closed", "the breaker towards the store closes", "see half-open calls of the breaker", { needs }),
    probed("blocked.mesh-closed", "mesh's breaker towards its keeper is closed", "see half-open calls of the breaker"),
    probed("blocked.whole", "an export holds its drafts again", "see how the client finds its server again", { needs }),
    probed(
      "accepted-writes-stored",
      "every acknowledged plan, draft and table is stored, once",
      "acknowledge a write only once its store has it",
      { needs },
    ),
  ],
};
