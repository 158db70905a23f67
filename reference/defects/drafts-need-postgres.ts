import type { Settings } from "../../contract/settings.ts";
import { Refusal } from "../resilience/refusal.ts";
import { aroundStore } from "./around-store.ts";
import { connectBeside } from "./connect-beside.ts";
import type { Defect } from "./defect.ts";

export const draftsNeedPostgres: Defect = {
  description: "osteon reads no draft from the document store while Postgres is away",
  service: "osteon",
  store: (store, settings) =>
    aroundStore(store, {
      find: async (id) => {
        await demandPostgres(settings);
        return store.find(id);
      },
    }),
};

async function demandPostgres(settings: Settings): Promise<void> {
  try {
    await (await connectBeside(settings)).end();
  } catch (cause) {
    throw new Refusal({ reason: "circuit_open", message: "Postgres is away", retryAfterSeconds: 1, cause });
  }
}
