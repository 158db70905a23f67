import * as z from "zod";
import type { ProbeContext } from "../../probes/probe.ts";
import { type Answer, type Message, outputOf, sendMessage } from "../../probes/send-message.ts";
import type { WriteOutcome } from "./write-ledger.ts";
import type { StoreWriter } from "./writer.ts";

/** Stores that an agent writes to. */
export const meshStores = ["postgres", "documents", "redis"] as const;
export type MeshStore = (typeof meshStores)[number];

/** What makes an agent write to each of them. */
const messages: Record<MeshStore, Omit<Message, "id">> = {
  postgres: { target: "nucleus", intent: "plan", input: { goal: "Rehearse what a disaster would lose" } },
  documents: { target: "osteon", intent: "draft", input: { goal: "Explain what a disaster would lose" } },
  redis: { target: "osteon", intent: "outline", input: { goal: "Outline what a disaster would lose" } },
};

/** A body that says itself that nothing came of the message. */
const refusal = z.object({ ok: z.literal(false) });

/** Writes that go the way of every client. @param stores those that the target's agents keep their work in */
export const meshWriters = (context: ProbeContext, stores: readonly MeshStore[] = meshStores): StoreWriter[] =>
  stores.map((store) => ({
    store,
    via: "mesh",
    write: async (id, signal) => outcomeOf(await sendMessage({ ...context, signal }, { ...messages[store], id })),
  }));

/**
 * What an answer says of a write. "failed" is no proof that nothing was written: the store may have been asked before
 * the refusal, so that such a write may be there all the same.
 */
export function outcomeOf(answer: Pick<Answer, "status" | "body">): WriteOutcome {
  const { status, body } = answer;
  if (outputOf(answer) !== null) return "ok";
  if (status >= 200 && status < 300) return refusal.safeParse(body).success ? "failed" : "unknown";
  return (status >= 400 && status < 500) || status === 503 ? "failed" : "unknown";
}
