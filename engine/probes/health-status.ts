import * as z from "zod";
import type { ServiceName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import { type PodAnswer, podAnswers } from "./pod-answers.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { parsedJson } from "./send-message.ts";

const health = z.object({ status: z.string(), checks: z.array(z.object({ name: z.string(), status: z.string() })) });

/** /health may answer well once between two failures. */
const looks = 2;

/**
 * /health of every pod of a service comes to answer 200 with one of the statuses, twice running.
 * @param statuses such as "healthy"
 * @param withinMs milliseconds
 */
export function healthComesTo(
  name: string,
  service: ServiceName,
  statuses: readonly string[],
  withinMs: number,
): Probe {
  const look = async (context: ProbeContext) => {
    const answers = await podAnswers(context, service, "/health");
    if (answers.length === 0) return { ok: false, detail: `no pod of ${service} runs` };
    const ok = answers.every((answer) => answer.status === 200 && statuses.includes(read(answer)?.status ?? ""));
    return { ok, detail: answers.map((answer) => `${answer.pod} ${inWords(answer)}`).join("; ") };
  };
  return eventually(name, `${service} /health`, withinMs, look, looks);
}

/** What a pod says of itself and of what it works with, and how long it took to say so. */
export function inWords(answer: PodAnswer): string {
  const { status, body, tookMs } = answer;
  const said = read(answer);
  const took = `after ${Math.round(tookMs)} ms`;
  if (status === 0) return `did not answer: ${body}`;
  if (said === undefined) return `${status} ${JSON.stringify(body.slice(0, 80))} ${took}`;
  const parts = said.checks.map((check) => `${check.name} ${check.status}`).join(", ");
  return `${status} ${said.status} (${parts}) ${took}`;
}

const read = ({ body }: PodAnswer) => health.safeParse(parsedJson(body)).data;
