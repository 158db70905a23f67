import type { RemoteStore } from "../stores/reply-store.ts";

/** A store of which some methods are another's. */
export function aroundStore(store: RemoteStore, changed: Partial<RemoteStore>): RemoteStore {
  return {
    keep: (entry) => store.keep(entry),
    find: (id) => store.find(id),
    prepare: () => store.prepare(),
    ping: () => store.ping(),
    close: () => store.close(),
    ...changed,
  };
}
