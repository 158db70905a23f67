import type { Fault } from "../fault.ts";
import { podsKilled } from "./pods-killed.ts";

/** A datastore's only pod is killed without grace; it comes back with its data. @param store name of its StatefulSet */
export function storeKilled(store: string): Fault {
  return {
    ...podsKilled(store, 1),
    restored: async ({ api, environment }) => {
      const found = await api.apps.readNamespacedStatefulSet({ namespace: environment.namespace, name: store });
      const ready = found.status?.readyReplicas ?? 0;
      const wanted = found.spec?.replicas ?? 1;
      return [{ subject: store, ok: ready >= wanted, detail: `${ready} of ${wanted} ready` }];
    },
  };
}
