import { bulkhead } from "cockatiel";
import type { Defect } from "./defect.ts";

/** Enough for all agents while none is slow, and fewer than may be in flight to one that is. */
const places = 8;

export const sharedPlaces: Defect = {
  description: `mesh has ${places} connections for the calls to all agents together, for which calls wait`,
  service: "mesh",
  http: (http) => {
    const connections = bulkhead(places, Infinity);
    return {
      // Looks at /health go on.
      call: (call) => (call.method === "GET" ? http.call(call) : connections.execute(() => http.call(call))),
      close: () => http.close(),
    };
  },
};
