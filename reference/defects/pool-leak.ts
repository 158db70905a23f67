import { aroundStore } from "./around-store.ts";
import { connectBeside } from "./connect-beside.ts";
import type { Defect } from "./defect.ts";

/** Far fewer than a pool holds: the plain number of connections says nothing of them. */
const most = 3;

export const poolLeak: Defect = {
  description: `after plans were refused, nucleus opens up to ${most} connections to Postgres that it forgets`,
  service: "nucleus",
  store: (store, settings) => {
    let owed = 0;
    return aroundStore(store, {
      keep: async (entry) => {
        try {
          const kept = await store.keep(entry);
          if (owed > 0) connectBeside(settings).catch(() => undefined);
          owed = Math.max(0, owed - 1);
          return kept;
        } catch (thrown) {
          owed = Math.min(most, owed + 1);
          throw thrown;
        }
      },
    });
  },
};
