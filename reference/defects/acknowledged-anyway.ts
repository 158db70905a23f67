import { Refusal } from "../resilience/refusal.ts";
import type { RemoteStore } from "../stores/reply-store.ts";
import { aroundStore } from "./around-store.ts";

/** A store that says of what it refuses that it is kept. */
export function acknowledgedAnyway(store: RemoteStore): RemoteStore {
  return aroundStore(store, {
    keep: async (entry) => {
      try {
        return await store.keep(entry);
      } catch (thrown) {
        if (thrown instanceof Refusal) return entry.reply;
        throw thrown;
      }
    },
  });
}
