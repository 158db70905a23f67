import * as z from "zod";
import { gatedLoads } from "../../contract/payloads.ts";
import { headers } from "../../contract/headers.ts";
import { eventually } from "./eventually.ts";
import type { Probe } from "./probe.ts";

const hinted = z.object({ detail: z.object({ retry_after: z.number().positive() }) });

/** A route comes to refuse with the status and say when to come back, in header and body. */
export function refusesWithHint(name: string, route: string, status: number, withinMs: number): Probe {
  const load = gatedLoads.find((each) => each.name === route);
  if (load === undefined) throw new Error(`no gated route is called ${route}`);
  let n = 0;
  return eventually(name, load.path, withinMs, async ({ environment, runId, signal }) => {
    const { target, intent, input } = load;
    const body = JSON.stringify({
      id: `${runId}-${name}-${(n += 1)}`,
      origin: `drill-${runId}`,
      target,
      intent,
      input,
    });
    const identity = environment.identityHeader === null ? {} : { [environment.identityHeader]: `${runId}-${name}` };
    const answer = await fetch(environment.meshUrl + load.path, {
      method: "POST",
      headers: { "content-type": "application/json", ...identity },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
    });
    const text = await answer.text();
    const header = answer.headers.get(headers.retryAfter);
    const inBody = hinted.safeParse(parsed(text)).data?.detail.retry_after;
    const detail = `${answer.status}, Retry-After ${header ?? "absent"}, body retry_after ${inBody ?? "absent"}`;
    const ok = answer.status === status && Number(header) > 0 && inBody !== undefined;
    return { ok, detail };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
