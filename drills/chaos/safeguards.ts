import type { Settings } from "../../contract/settings.ts";
import { refused, slow } from "../../engine/faults/kinds/link.ts";
import { breakerIsSized } from "../../engine/probes/breaker-sizing.ts";
import { queueIsHonoured } from "../../engine/probes/queue-size.ts";
import { servesAgain } from "../../engine/probes/serves-again.ts";
import { probed } from "../objectives.ts";
import { type Experiment, unharmed } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";

/** An agent that nothing else calls meanwhile, so that every call is the drill's own. */
const agent = "circadian";
const timeline = { target: agent, intent: "plan_timeline", input: { project_description: "Move the beds" } } as const;
const routes = ["plan", "draft", "ingest", "storyboard"];

/** Longer than a burst takes to send, and below the time-out of an attempt, milliseconds. */
const latency = { latencyMs: 1_300, jitterMs: 100 };

/** Queues and breakers do as they say; that bulkheads are as large as the load asks for, the preflight looks at. */
export const safeguards: Experiment = {
  name: "safeguards",
  summary:
    "bulkheads fit the load by Little's law, queues are honoured, breakers open within their window and not before",
  radius: { links: [`mesh-${agent}`], workloads: {}, data: [] },
  stages: [
    {
      name: "failing",
      // First, as long as nobody has called the agent: a breaker may be rash while its window is nearly empty. Long enough
      // for enough samples of the routes that must not notice.
      faultSeconds: 18,
      faults: ({ link }) => [refused(link(`mesh-${agent}`))],
      during: ({ settings }) => [breakerIsSized("failing.breaker", timeline, settings.CIRCUIT_BREAKER_WINDOW_SIZE)],
      recovered: ({ settings }) => [serves("failing", settings)],
    },
    {
      name: "queue",
      faultSeconds: 12,
      faults: ({ link }) => [slow(link(`mesh-${agent}`), latency.latencyMs, latency.jitterMs)],
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
  objectives: ({ BULKHEAD_QUEUE_SIZE, CIRCUIT_BREAKER_WINDOW_SIZE }) => [
    probed(
      "queue.honoured",
      `beyond ${BULKHEAD_QUEUE_SIZE} that wait, calls are turned away at once with 429`,
      "bound the queue by BULKHEAD_QUEUE_SIZE",
    ),
    probed("queue.serves", "the agent serves afterwards", "see calls that hold a place without an end"),
    probed(
      "failing.breaker",
      `the breaker stays closed over one failure and opens within ${CIRCUIT_BREAKER_WINDOW_SIZE}`,
      "let the failure rate count only in a window that is full; see circuit_breaker_* settings of mesh",
    ),
    probed("failing.serves", "the agent serves afterwards", "see half-open calls of the breaker"),
    ...unharmed("failing", routes, `${agent} is away`, "an outage of one agent must not take anything from the others"),
  ],
};

/** The breaker may be open, and then takes its time to close. */
const serves = (stage: string, settings: Settings) => servesAgain(`${stage}.serves`, timeline, recoveryMs(settings));
