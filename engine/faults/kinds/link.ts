import type { Observation, ProbeContext } from "../../probes/probe.ts";
import type { Fault } from "../fault.ts";
import { inWords, knock, type LinkAnswer } from "../link-probe.ts";
import { addToxic, enableProxy, proxyStateOf, type Toxic } from "../proxies.ts";

/** A link as an environment with Toxiproxy has it. */
export interface FaultyLink {
  name: string;
  /** port of its proxy */
  port: number;
}

interface LinkFault {
  name: string;
  summary: string;
  /** null = the proxy is disabled */
  toxic: Toxic | null;
  /** whether the link answers as it does under this fault */
  shows: (answer: LinkAnswer) => boolean;
}

/** The callee is away: whoever connects is refused at once, and connections that there are end. */
export function refused(link: FaultyLink): Fault {
  return linkFault(link, {
    name: `${link.name}-refused`,
    summary: `connections of ${link.name} are refused`,
    toxic: null,
    shows: ({ kind }) => kind === "refused",
  });
}

/** The callee hangs: connections are accepted and nothing comes back. */
export function hung(link: FaultyLink): Fault {
  return linkFault(link, {
    name: `${link.name}-hung`,
    summary: `connections of ${link.name} are accepted, and nothing comes back`,
    // Without an end, and on the way there: a server that heard nothing neither answers nor hangs up.
    toxic: { name: "hung", type: "timeout", stream: "upstream", toxicity: 1, attributes: { timeout: 0 } },
    shows: ({ kind }) => kind === "silent",
  });
}

/** The callee answers late. @param latencyMs added to every answer @param jitterMs spread of it, either way */
export function slow(link: FaultyLink, latencyMs: number, jitterMs: number): Fault {
  return linkFault(link, {
    name: `${link.name}-slow`,
    summary: `answers of ${link.name} come ${latencyMs} ms later, give or take ${jitterMs} ms`,
    toxic: {
      name: "slow",
      type: "latency",
      stream: "downstream",
      toxicity: 1,
      attributes: { latency: latencyMs, jitter: jitterMs },
    },
    shows: (answer) => answer.kind === "answered" && answer.afterMs >= latencyMs - jitterMs,
  });
}

function linkFault(link: FaultyLink, { name, summary, toxic, shows }: LinkFault): Fault {
  return {
    name,
    summary,
    targets: async () => [{ kind: "link", name: link.name }],
    undo: async () => [{ op: "reset-proxy", proxy: link.name }],
    inject: async ({ api, environment: { namespace } }) =>
      toxic === null ? enableProxy(api, namespace, link.name, false) : addToxic(api, namespace, link.name, toxic),
    effect: async (context) => {
      const { enabled } = await proxyStateOf(context.api, context.environment.namespace, link.name);
      // A toxic on a disabled proxy is accepted and does nothing.
      if (toxic !== null && !enabled) return [{ subject: name, ok: null, detail: "the proxy is disabled" }];
      const answer = await knock(context, link.port);
      return [{ subject: name, ok: shows(answer) ? true : null, detail: inWords(answer) }];
    },
    restored: (context) => whole(context, link),
  };
}

async function whole(context: ProbeContext, link: FaultyLink): Promise<Observation[]> {
  const { enabled, toxics } = await proxyStateOf(context.api, context.environment.namespace, link.name);
  const answer = await knock(context, link.port);
  const ok = enabled && toxics.length === 0 && answer.kind === "answered";
  const detail = `${enabled ? "enabled" : "disabled"}, ${toxics.length} toxics, ${inWords(answer)}`;
  return [{ subject: link.name, ok, detail }];
}
