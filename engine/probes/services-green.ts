import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { messageOf } from "../../common/errors.ts";
import { services } from "../../contract/services.ts";
import type { HttpAnswer } from "./cluster-api.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

const healthBody = z.object({ status: z.string() });
const pollMs = 1_000;
const streak = 3;

/** /health and /ready of every service answer 200 with status healthy three times running, within the deadline. */
export function servicesGreen(options: { deadlineMs: number }): Probe {
  return {
    name: "services-green",
    observe: async (context) => {
      const checks = Object.values(services).flatMap((service) =>
        ["/health", "/ready"].map((path) => watch(context, service, path, options.deadlineMs)),
      );
      return Promise.all(checks);
    },
  };
}

async function watch(
  { api, environment, signal }: ProbeContext,
  service: { name: string; port: number },
  path: string,
  deadlineMs: number,
): Promise<Observation> {
  const deadline = performance.now() + deadlineMs;
  const subject = `${service.name} ${path}`;
  let green = 0;
  let seen = "nothing";
  for (;;) {
    try {
      const answer = await api.serviceGet({ namespace: environment.namespace, ...service }, path);
      const verdict = judgeHealth(answer);
      seen = verdict.seen;
      green = verdict.green ? green + 1 : 0;
    } catch (thrown) {
      seen = messageOf(thrown);
      green = 0;
    }
    if (green >= streak) return { subject, ok: true, detail: `healthy on ${streak} polls running` };
    if (performance.now() >= deadline) return { subject, ok: false, detail: `not green; last answer: ${seen}` };
    await sleep(pollMs, undefined, { signal });
  }
}

/** Green = 200 and the body's status is healthy: a 200 that says degraded is not green. */
export function judgeHealth(answer: HttpAnswer): { green: boolean; seen: string } {
  const body = healthBody.safeParse(parseJson(answer.body));
  const status = body.success ? body.data.status : "no status in the body";
  return { green: answer.status === 200 && status === "healthy", seen: `${answer.status}, ${status}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
