import * as z from "zod";
import type { ServiceName } from "../../contract/services.ts";
import type { HttpAnswer } from "./cluster-api.ts";
import { eachPod } from "./each-pod.ts";
import { eventually } from "./eventually.ts";
import type { Probe } from "./probe.ts";

const health = z.object({ status: z.string(), checks: z.array(z.object({ name: z.string(), status: z.string() })) });

/** /health of every pod of a service comes to answer 200 with one of the statuses. @param statuses such as "healthy" */
export function healthComesTo(
  name: string,
  service: ServiceName,
  statuses: readonly string[],
  withinMs: number,
): Probe {
  return eventually(name, `${service} /health`, withinMs, async (context) => {
    const pods = [...(await eachPod(context, service, "/health"))];
    if (pods.length === 0) return { ok: null, detail: `no pod of ${service} runs` };
    const seen = pods.map(([pod, answer]) => ({ pod, ...read(answer, statuses) }));
    return { ok: seen.every(({ ok }) => ok), detail: seen.map(({ pod, said }) => `${pod} ${said}`).join("; ") };
  });
}

function read(answer: HttpAnswer, statuses: readonly string[]): { ok: boolean; said: string } {
  const { status, checks } = health.parse(JSON.parse(answer.body));
  const parts = checks.map((check) => `${check.name} ${check.status}`).join(", ");
  return { ok: answer.status === 200 && statuses.includes(status), said: `${answer.status} ${status} (${parts})` };
}
