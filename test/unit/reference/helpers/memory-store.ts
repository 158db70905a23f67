import type { Reply } from "../../../../contract/envelope.ts";
import { Refusal } from "../../../../reference/resilience/refusal.ts";
import type { AgentStore } from "../../../../reference/stores/open-store.ts";
import type { KeptReply, RemoteStore } from "../../../../reference/stores/reply-store.ts";

/** A store in memory that can be away. */
export class MemoryStore implements RemoteStore {
  readonly kept = new Map<string, Reply>();
  away = false;
  prepared = 0;

  async keep({ id, reply }: KeptReply): Promise<Reply> {
    this.#demandPresence();
    const first = this.kept.get(id) ?? reply;
    this.kept.set(id, first);
    return first;
  }

  async find(id: string): Promise<Reply | null> {
    this.#demandPresence();
    return this.kept.get(id) ?? null;
  }

  async prepare(): Promise<void> {
    await this.ping();
    this.prepared += 1;
  }

  async ping(): Promise<void> {
    if (this.away) throw new Error("the store is away");
  }

  async close(): Promise<void> {}

  #demandPresence(): void {
    if (!this.away) return;
    throw new Refusal({
      reason: "retries_exhausted",
      message: "the store is away",
      retryAfterSeconds: 7,
      facts: { dependency: "mongodb" },
    });
  }
}

/** What opens this store for an agent. */
export const opens = (store: MemoryStore) => (): AgentStore => ({ kind: "mongodb", store });
