import type { Reply } from "../../contract/envelope.ts";
import type { Inputs } from "../../contract/inputs.ts";
import type { OllamaClient } from "../llm/ollama-client.ts";
import { Refusal } from "../resilience/refusal.ts";
import type { KeptReply, ReplyStore } from "../stores/reply-store.ts";
import { type Endpoint, success } from "./endpoint.ts";
import { readIfPossible } from "./read-if-possible.ts";

type Endpoints = { [E in keyof Inputs["osteon"]]: Endpoint<Inputs["osteon"][E]> };

/**
 * The writer of documents.
 * @param sessions keeps outlines for a while; undefined = sessions are switched off
 */
export function osteon(llm: OllamaClient, drafts: ReplyStore, sessions: ReplyStore | undefined): Endpoints {
  return {
    outline: {
      produce: async (input) =>
        success({ outline: await llm.part("outline", "Outline a document.", input), context: input.context ?? null }),
      ...(sessions === undefined ? {} : { keep: (entry) => keepIfPossible(sessions, entry) }),
    },
    draft: {
      produce: async (input) =>
        success({
          section_title: input.section_title ?? input.goal ?? "",
          text: await llm.text("Draft this section of a document.", input),
        }),
      keep: (entry) => drafts.keep(entry),
      subject: (input) => input.goal ?? input.section_title ?? "",
    },
    edit: { produce: async (input) => success({ text: await llm.text("Edit this text as asked.", input) }) },
    summarize: { produce: async (input) => success({ summary: await llm.text("Summarize this.", input) }) },
    export: {
      produce: async ({ title, sections, metadata }) => {
        const { found, degraded } = await readIfPossible(drafts, draftIds(metadata));
        return success({
          artifact: { kind: "osteon", title: title ?? "Untitled", sections: sections ?? [], metadata: metadata ?? {} },
          drafts: found.map((reply) => reply.output),
          degraded,
        });
      },
    },
  };
}

/** An export may name drafts to include, as `metadata.draft_ids`. */
function draftIds(metadata: Record<string, unknown> | undefined): string[] {
  const ids = metadata?.["draft_ids"];
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

/** A session is state that may be lost: an outline is an answer without it too. */
async function keepIfPossible(sessions: ReplyStore, entry: KeptReply): Promise<Reply> {
  try {
    return await sessions.keep(entry);
  } catch (thrown) {
    if (thrown instanceof Refusal) return entry.reply;
    throw thrown;
  }
}
