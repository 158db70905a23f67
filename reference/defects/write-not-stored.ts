import { aroundStore } from "./around-store.ts";
import type { Defect } from "./defect.ts";
import { inShare } from "./spread.ts";

export const writeNotStored: Defect = {
  description: "nucleus acknowledges 10 % of the plans, chosen by id, without storing them",
  service: "nucleus",
  store: (store) =>
    aroundStore(store, { keep: async (entry) => (inShare(entry.id, 0.1) ? entry.reply : store.keep(entry)) }),
};
