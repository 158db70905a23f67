import { createHash, randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type * as z from "zod";
import { type Msg, msg, type Reply } from "../../contract/envelope.ts";
import { type AgentName, agentPath, apiVersion, deprecatedAgentPath } from "../../contract/services.ts";
import type { KeptReply } from "../stores/reply-store.ts";
import { InvalidRequest, validationErrors } from "../server/errors.ts";

/** A message whose id is known. */
export type IdentifiedMsg = Msg & { id: string };

/** What came out of a message. */
export interface Outcome {
  ok: boolean;
  output: Record<string, unknown>;
}

/** One thing that an agent can be asked to do. */
export interface Endpoint<Input> {
  produce: (input: Input, message: IdentifiedMsg) => Promise<Outcome>;
  /** keeps the reply and returns the one that is kept for the message's id; undefined = nothing is kept */
  keep?: (entry: KeptReply) => Promise<Reply>;
  /** what a kept message was about */
  subject?: (input: Input) => string;
}

/** The outcome of work that succeeded. */
export const success = (output: Record<string, unknown>): Outcome => ({ ok: true, output });

/** Serves an endpoint at its path and at the deprecated one. */
export function registerEndpoint<Input>(
  app: FastifyInstance,
  agent: AgentName,
  name: string,
  inputSchema: z.ZodType<Input>,
  endpoint: Endpoint<Input>,
): void {
  const answer = async (request: FastifyRequest): Promise<Reply> => {
    const message = identify(request.body);
    const input = inputSchema.safeParse(message.input);
    // BIOwerk answers a wrong input with 200 and says so in the body.
    if (!input.success) return replyTo(message, agent, invalidInput(input.error));
    const reply = replyTo(message, agent, await endpoint.produce(input.data, message));
    if (endpoint.keep === undefined || !reply.ok) return reply;
    const subject = endpoint.subject?.(input.data) ?? name;
    return endpoint.keep({ id: message.id, origin: message.origin, subject, reply });
  };
  app.post(agentPath(name), answer);
  app.post(deprecatedAgentPath(name), answer);
}

function identify(body: unknown): IdentifiedMsg {
  const message = msg.safeParse(body);
  if (!message.success) throw new InvalidRequest(validationErrors(message.error, "body"));
  return { ...message.data, id: message.data.id ?? randomUUID() };
}

function invalidInput(error: z.ZodError): Outcome {
  return { ok: false, output: { error: "ValidationError", details: validationErrors(error, "input") } };
}

function replyTo(message: IdentifiedMsg, agent: AgentName, { ok, output }: Outcome): Reply {
  return {
    id: message.id,
    ts: Date.now() / 1_000,
    agent,
    ok,
    output,
    // BIOwerk takes BLAKE3, which Node does not have; the length is the same.
    state_hash: createHash("sha256").update(JSON.stringify(output)).digest("hex"),
    api_version: message.api_version ?? apiVersion,
  };
}
