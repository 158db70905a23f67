import { createHash } from "node:crypto";
import { HttpClient, Unavailable } from "../resilience/http-client.ts";
import type { Defect } from "./defect.ts";

/** So many that some lead to each replica. */
const connections = 16;

/** One connection to an agent, which is not replaced when it dies. */
interface Pinned {
  http: HttpClient;
  dead: boolean;
}

export const pinnedToDead: Defect = {
  description: `mesh sends each message over one of ${connections} connections, chosen by its content, dead or alive`,
  service: "mesh",
  http: (http) => {
    const pinned = new Map<string, Pinned>();
    return {
      call: async (call) => {
        // Looks at /health go on.
        if (call.method === "GET") return http.call(call);
        const name = `${new URL(call.url).origin} ${slotOf(call.body ?? "")}`;
        const connection = pinned.get(name) ?? pin();
        pinned.set(name, connection);
        if (connection.dead) throw new Unavailable("the connection is gone");
        try {
          return await connection.http.call(call);
        } catch (thrown) {
          connection.dead = true;
          throw thrown;
        }
      },
      close: () => {
        for (const connection of pinned.values()) connection.http.close();
        http.close();
      },
    };
  },
};

/** That its replica ends it while nothing is under way is its death as well. */
function pin(): Pinned {
  const connection: Pinned = { http: new HttpClient(Infinity, () => (connection.dead = true)), dead: false };
  return connection;
}

const slotOf = (body: string) => createHash("sha256").update(body).digest().readUInt32BE() % connections;
