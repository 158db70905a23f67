import { Refusal } from "../resilience/refusal.ts";
import { aroundStore } from "./around-store.ts";
import type { Defect } from "./defect.ts";

export const writeLost: Defect = {
  description: "nucleus acknowledges plans that it cannot store because Postgres is away",
  service: "nucleus",
  store: (store) =>
    aroundStore(store, {
      keep: async (entry) => {
        try {
          return await store.keep(entry);
        } catch (thrown) {
          if (thrown instanceof Refusal) return entry.reply;
          throw thrown;
        }
      },
    }),
};
