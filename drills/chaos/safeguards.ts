import type { Settings } from "../../contract/settings.ts";
import { refused, slow } from "../../engine/faults/kinds/link.ts";
import { letThrough } from "../../engine/faults/let-through.ts";
import type { BreakerLimits } from "../../engine/probes/breaker-history.ts";
import { breakerIsSized } from "../../engine/probes/breaker-sizing.ts";
import { podsServeAgain } from "../../engine/probes/pods-serve-again.ts";
import { queueIsHonoured } from "../../engine/probes/queue-size.ts";
import { probed } from "../objectives.ts";
import { type Experiment, unharmed } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";
import { linkTo } from "./routes.ts";

/** An agent that nothing else calls meanwhile or before, so that every call is the drill's own and breakers are cold. */
const agent = "circadian";
const link = linkTo(agent);
const timeline = { target: agent, intent: "plan_timeline", input: { project_description: "Move the beds" } } as const;
const routes = ["plan", "draft", "ingest", "storyboard"];

/** Longer than a burst takes to send, and below the time-out of an attempt, milliseconds. */
const latency = { latencyMs: 1_300, jitterMs: 100 };

/** Queues and breakers do as they say; that bulkheads are as large as the load asks for, the preflight looks at. */
export const safeguards: Experiment = {
  name: "safeguards",
  summary:
    "bulkheads fit the load by Little's law, queues are honoured, breakers open within their window and not before",
  radius: { links: [link], workloads: {}, data: [] },
  stages: [
    {
      name: "failing",
      // First, as long as nobody has called the agent: a breaker may be rash while its window is nearly empty. Long enough
      // for enough samples of the routes that must not notice.
      faultSeconds: 18,
      uncalled: agent,
      faults: (setting) => [refused(setting.link(link))],
      during: ({ settings }) => [
        breakerIsSized("failing.breaker", timeline, limitsOf(settings), (context, through) =>
          letThrough(context, link, through),
        ),
      ],
      recovered: ({ settings }) => [serves("failing", settings)],
    },
    {
      name: "queue",
      faultSeconds: 12,
      faults: (setting) => [slow(setting.link(link), latency.latencyMs, latency.jitterMs)],
      during: ({ settings }) => [
        queueIsHonoured("queue.honoured", timeline, {
          maxConcurrent: settings.BULKHEAD_MAX_CONCURRENT,
          queueSize: settings.BULKHEAD_QUEUE_SIZE,
          waitMs: settings.BULKHEAD_TIMEOUT * 1_000,
        }),
      ],
      recovered: ({ settings }) => [serves("queue", settings)],
    },
  ],
  objectives: ({ BULKHEAD_QUEUE_SIZE, ...settings }) => [
    probed(
      "queue.honoured",
      `beyond ${BULKHEAD_QUEUE_SIZE} that wait, calls are turned away at once with 429`,
      "bound the queue by BULKHEAD_QUEUE_SIZE",
    ),
    probed("queue.serves", "the agent serves afterwards", "see calls that hold a place without an end"),
    probed(
      "failing.breaker",
      `the breaker stays closed over one failure, cold and amid successes, and opens at ${inWords(limitsOf(settings))}`,
      "let the failure rate count only in a window that is full; see circuit_breaker_* settings of mesh; " +
        "a breaker is cold only in pods of mesh that have not called the agent yet",
    ),
    probed("failing.serves", "breakers close and the agent serves afterwards", "see half-open calls of the breaker"),
    ...unharmed("failing", routes, `${agent} is away`, "an outage of one agent must not take anything from the others"),
  ],
};

type BreakerSettings = Pick<
  Settings,
  "CIRCUIT_BREAKER_FAILURE_THRESHOLD" | "CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD" | "CIRCUIT_BREAKER_WINDOW_SIZE"
>;

const limitsOf = (settings: BreakerSettings): BreakerLimits => ({
  consecutive: settings.CIRCUIT_BREAKER_FAILURE_THRESHOLD,
  ratio: settings.CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD,
  windowSize: settings.CIRCUIT_BREAKER_WINDOW_SIZE,
});

const inWords = ({ ratio, windowSize }: BreakerLimits) =>
  `${(ratio * 100).toFixed(0)} % of its last ${windowSize} calls`;

/** The breaker may be open, and then takes its time to close. */
const serves = (stage: string, settings: Settings) => podsServeAgain(`${stage}.serves`, timeline, recoveryMs(settings));
