import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { headers } from "../../contract/headers.ts";
import { throttled } from "./back-pressure.ts";

/** Asked for by name, so that no agent is called: mesh counts a request before it looks where it goes. */
const nowhere = "/v1/nobody/nothing";

/**
 * A client beyond its own limit is told just that, by another word than one who meets a saturated service.
 * @param limit requests per identity and window
 */
export function throttlingIsToldApart(name: string, limit: number): Probe {
  return {
    name,
    observe: async (context) => {
      let last: { status: number; text: string; hinted: boolean } | undefined;
      // A window may end on the way, so that a little more than one limit is needed.
      for (let n = 0; n < 2 * limit && last?.status !== 429; n += 1) last = await ask(context, name);
      return [judgeThrottling(last)];
    },
  };
}

/** @param last the first 429, or the last answer where there was none */
export function judgeThrottling(last: { status: number; text: string; hinted: boolean } | undefined): Observation {
  const subject = "a client beyond its limit";
  if (last?.status !== 429) return { subject, ok: false, detail: `no 429, last answer ${last?.status ?? "none"}` };
  const named = last.text.includes(throttled);
  const detail = `429, ${named ? throttled : last.text.slice(0, 120)}, ${last.hinted ? "with" : "without"} Retry-After`;
  return { subject, ok: named && last.hinted, detail };
}

async function ask({ environment, runId, signal }: ProbeContext, name: string) {
  const identity = environment.identityHeader === null ? {} : { [environment.identityHeader]: `${runId}-${name}` };
  const answer = await fetch(environment.meshUrl + nowhere, {
    method: "POST",
    headers: { "content-type": "application/json", ...identity },
    body: JSON.stringify({ origin: `drill-${runId}`, target: "nobody", intent: "nothing", input: {} }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
  });
  return {
    status: answer.status,
    text: await answer.text(),
    hinted: Number(answer.headers.get(headers.retryAfter)) > 0,
  };
}
