import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { type Inventory, leftBehind, listeningPorts } from "../../../../engine/environment/inventory.ts";

const empty: Inventory = {
  containers: [],
  networks: [],
  volumes: [],
  contexts: [],
  stacks: [],
  locks: [],
  processes: [],
  ports: [],
};

describe("leftBehind", () => {
  it.each([
    ["containers", "c1", "container c1 (docker rm --force --volumes c1)"],
    ["networks", "n1", "network n1 (docker network rm n1)"],
    ["volumes", "v1", "volume v1 (docker volume rm v1)"],
    ["contexts", "kind-x", "context kind-x (kubectl config delete-context kind-x)"],
    ["locks", "/s/l.json", "lock /s/l.json (rm /s/l.json)"],
    ["processes", "77 k6", "process 77 k6 (kill 77)"],
    ["ports", "127.0.0.1:81", "port 127.0.0.1:81 (end the process that listens on 127.0.0.1:81)"],
  ])("names new %s and how to remove them", (kind, thing, said) => {
    expect(leftBehind(empty, { ...empty, [kind]: [thing] }, () => false)).toEqual([said]);
  });

  it("leaves out what was there before and what belongs to others", () => {
    const before = { ...empty, containers: ["old"] };
    const now = { ...empty, containers: ["old", "other-1", "mine"] };
    expect(leftBehind(before, now, (thing) => thing.startsWith("other"))).toHaveLength(1);
  });
});

describe("listeningPorts", () => {
  it("sees a socket that listens, and no more once it is closed", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    expect(await listeningPorts()).toContain(`127.0.0.1:${port}`);
    await new Promise((resolve) => server.close(resolve));
    expect(await listeningPorts()).not.toContain(`127.0.0.1:${port}`);
  });
});
