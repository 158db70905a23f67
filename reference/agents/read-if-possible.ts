import type { Reply } from "../../contract/envelope.ts";
import { Refusal } from "../resilience/refusal.ts";
import type { ReplyStore } from "../stores/reply-store.ts";

/** Reads what is kept for the ids, and goes without it (`degraded`) while the store is away. */
export async function readIfPossible(
  store: ReplyStore,
  ids: readonly string[],
): Promise<{ found: Reply[]; degraded: boolean }> {
  try {
    const replies = await Promise.all(ids.map((id) => store.find(id)));
    return { found: replies.filter((reply) => reply !== null), degraded: false };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { found: [], degraded: true };
    throw thrown;
  }
}
