import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { listenersOf, listeningPorts } from "../../../../engine/environment/listeners.ts";

describe("a socket that listens", () => {
  it("is seen with its process, and no more once it is closed", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const name = `127.0.0.1:${port}`;
    expect(await listeningPorts()).toContain(name);
    if (process.platform === "linux") expect(await listenersOf([name])).toEqual(new Map([[name, process.pid]]));
    await new Promise((resolve) => server.close(resolve));
    expect(await listeningPorts()).not.toContain(name);
    expect(await listenersOf([name])).toEqual(new Map());
  });
});
