import { type AgentName, meshPath } from "../../contract/services.ts";
import * as z from "zod";
import { messageOf } from "../../common/errors.ts";
import { internalHeader } from "../internal-call.ts";
import type { HttpCaller } from "../resilience/http-client.ts";
import type { IdentifiedMsg } from "./endpoint.ts";

const agentReply = z.object({ ok: z.boolean(), output: z.record(z.string(), z.unknown()) });

/** What one agent made of its share; status 0 = no answer. */
export interface Share {
  ok: boolean;
  status: number;
  output: Record<string, unknown>;
}

/** Agents that can take a share of a request, and how they are asked. Only such as store nothing for good. */
const takers: Partial<Record<AgentName, { endpoint: string; input: (request: string) => Record<string, unknown> }>> = {
  osteon: { endpoint: "outline", input: (request) => ({ goal: request }) },
  synapse: { endpoint: "storyboard", input: (request) => ({ topic: request }) },
  circadian: { endpoint: "plan_timeline", input: (request) => ({ project_description: request }) },
};

/** Has several agents work on one request at the same time, each by way of mesh. */
export class FanOut {
  readonly #http: HttpCaller;
  readonly #target: { meshUrl: string; secret: string; timeoutMs: number };

  /** @param target.secret what mesh knows agents by */
  constructor(http: HttpCaller, target: { meshUrl: string; secret: string; timeoutMs: number }) {
    this.#http = http;
    this.#target = target;
  }

  /** @param only the agents to ask (default all that can take a share) */
  async ask(message: IdentifiedMsg, request: string, only?: readonly string[]): Promise<Record<string, Share>> {
    const asked = Object.entries(takers).filter(([agent]) => only === undefined || only.includes(agent));
    const shares = await Promise.all(
      asked.map(async ([agent, { endpoint, input }]) => {
        const share = {
          id: `${message.id}-${agent}`,
          origin: message.origin,
          target: agent,
          intent: endpoint,
          input: input(request),
        };
        return [agent, await this.#share(meshPath(agent as AgentName, endpoint), share)] as const;
      }),
    );
    return Object.fromEntries(shares);
  }

  async #share(path: string, share: unknown): Promise<Share> {
    const { meshUrl, secret, timeoutMs } = this.#target;
    try {
      const answer = await this.#http.call({
        method: "POST",
        url: meshUrl + path,
        body: JSON.stringify(share),
        headers: internalHeader(secret),
        timeoutMs,
      });
      const body = agentReply.safeParse(JSON.parse(answer.body));
      if (body.success) return { ...body.data, status: answer.status };
      return { ok: false, status: answer.status, output: { error: "mesh turned the request away" } };
    } catch (thrown) {
      return { ok: false, status: 0, output: { error: messageOf(thrown) } };
    }
  }
}
