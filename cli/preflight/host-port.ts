import { once } from "node:events";
import { createServer } from "node:net";
import { DrillError } from "../../common/errors.ts";

/**
 * Makes sure that a port of 127.0.0.1 is free, before minutes are spent on a cluster that cannot have it.
 * @param port 0 = any free one will do
 * @throws DrillError port.taken
 */
export async function requireFreePort(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch (thrown) {
    // Only this is known to stop Docker too: it may listen where this process may not.
    if ((thrown as NodeJS.ErrnoException).code !== "EADDRINUSE") return;
    throw new DrillError({
      code: "port.taken",
      kind: "usage",
      message: `biowerk:hostPort: somebody listens on 127.0.0.1:${port} already`,
      remedy: "name another port, or leave hostPort out: any free one is taken then",
      cause: thrown,
    });
  } finally {
    server.close();
  }
}
