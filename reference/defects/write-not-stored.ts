import type { Defect } from "./defect.ts";
import { inShare } from "./spread.ts";

export const writeNotStored: Defect = {
  description: "nucleus acknowledges 10 % of the plans, chosen by id, without storing them",
  service: "nucleus",
  plans: (store) => ({
    keep: async (entry) => (inShare(entry.id, 0.1) ? entry.reply : store.keep(entry)),
    find: (id) => store.find(id),
  }),
};
