import type { Settings } from "../../contract/settings.ts";
import { connectionTo } from "../stores/postgres-connection.ts";
import { aroundStore } from "./around-store.ts";
import type { Defect } from "./defect.ts";

/** Clearly more than a pool holds, and fewer than Postgres takes. */
const most = 30;

export const poolLeak: Defect = {
  description: `after plans were refused, nucleus opens up to ${most} connections to Postgres that it forgets`,
  service: "nucleus",
  store: (store, settings) => {
    let owed = 0;
    return aroundStore(store, {
      keep: async (entry) => {
        try {
          const kept = await store.keep(entry);
          if (owed > 0) openAndForget(settings).catch(() => undefined);
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

async function openAndForget(settings: Settings): Promise<void> {
  // All services load all defects; what this one needs, they do not.
  const { default: pg } = await import("pg");
  const client = new pg.Client(connectionTo(settings));
  // Without a listener its end would end the process.
  client.on("error", () => undefined);
  await client.connect();
}
