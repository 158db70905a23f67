import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { requireFreePort } from "../../../../cli/preflight/host-port.ts";
import { drill, ownFolder } from "../played-edges.ts";

async function listener() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

it("a host port that somebody listens on is refused before anything is made ready", async () => {
  await ownFolder();
  const { port } = await listener();
  const { exitCode, stderr } = await drill(["up", "-c", `hostPort=${port}`]);
  expect(stderr).toContain(`drill: port.taken: biowerk:hostPort: somebody listens on 127.0.0.1:${port} already`);
  expect(stderr).toContain("remedy: name another port");
  expect(exitCode).toBe(2);
});

it("a free port is left free, and no port asks for nothing", async () => {
  const { server, port } = await listener();
  server.close();
  await once(server, "close");
  await requireFreePort(port);
  await requireFreePort(port);
  await requireFreePort(0);
});
