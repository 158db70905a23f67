import { messageOf } from "../../common/errors.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { toxiproxy } from "./proxies.ts";

/** How a link answers whoever connects to it. */
export type LinkAnswer = { kind: "answered"; afterMs: number } | { kind: "refused" } | { kind: "silent" };

/** A whole second beyond the longest latency that a drill injects. */
const patienceMs = 5_000;

/**
 * Knocks at a link from outside of BIOwerk and of Toxiproxy's own API: the API server connects to the proxy's port.
 * Whatever comes back counts as an answer, for not every server speaks HTTP.
 */
export async function knock({ api, environment }: ProbeContext, port: number): Promise<LinkAnswer> {
  const path = `/api/v1/namespaces/${environment.namespace}/services/http:${toxiproxy.service}:${port}/proxy/`;
  const start = performance.now();
  try {
    const { status, body } = await api.get(path, patienceMs);
    if (status === 503 && body.includes("connection refused")) return { kind: "refused" };
    if (status === 503 && body.includes("no endpoints available"))
      throw new Error("Toxiproxy has no pod that is ready");
    return { kind: "answered", afterMs: Math.round(performance.now() - start) };
  } catch (thrown) {
    if (messageOf(thrown).startsWith("no answer within")) return { kind: "silent" };
    throw thrown;
  }
}

/** "answered after 4 ms", "refused", "silent". */
export function inWords(answer: LinkAnswer): string {
  return answer.kind === "answered" ? `answered after ${answer.afterMs} ms` : answer.kind;
}
