import { Refusal } from "../resilience/refusal.ts";
import { aroundStore } from "./around-store.ts";
import type { Defect } from "./defect.ts";

export const needsManualFlush: Defect = {
  description:
    "osteon and myocyte remember that their store once did not answer, and ask it nothing until they are restarted",
  service: ["osteon", "myocyte"],
  store: (store) => {
    let answered = false;
    let remembered: Refusal | undefined;
    const ask = async <T>(question: () => Promise<T>): Promise<T> => {
      if (remembered !== undefined) throw remembered;
      try {
        const answer = await question();
        answered = true;
        return answer;
      } catch (thrown) {
        // That it is away while all starts is forgotten.
        if (answered) remembered = away(thrown);
        throw thrown;
      }
    };
    return aroundStore(store, {
      keep: (entry) => ask(() => store.keep(entry)),
      find: (id) => ask(() => store.find(id)),
      ping: () => ask(() => store.ping()),
    });
  },
};

const away = (cause: unknown) =>
  new Refusal({ reason: "circuit_open", message: "the store was away once", retryAfterSeconds: 60, cause });
