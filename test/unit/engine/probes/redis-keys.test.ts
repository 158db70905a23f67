import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { agents } from "../../../../contract/services.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";
import { agentHealthReprimed, countsRequests, limitsReprimed } from "../../../../engine/probes/redis-keys.ts";
import { FakeRedis } from "../../reference/helpers/fake-redis.ts";
import { contextOf, PlayedCluster } from "../faults/played-cluster.ts";

const redisAddress = { redis: { service: "redis", port: 6379 } };

let redis: FakeRedis;
beforeEach(async () => void (redis = await FakeRedis.start()));

/** A context with a mesh that is told which client asks. */
async function contextWith(mesh: (client: string) => void): Promise<ProbeContext> {
  const server = createServer((request, response) => {
    mesh(String(request.headers["x-api-key"]));
    response.end(JSON.stringify({ ok: true, output: {} }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const cluster = new PlayedCluster();
  cluster.withPort = async (_namespace, _service, _port, body) => body(redis.port);
  const { environment, ...rest } = contextOf(cluster);
  const meshUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { ...rest, environment: { ...environment, ...redisAddress, meshUrl, identityHeader: "x-api-key" } };
}

const counting = (client: string) => void redis.strings.set(`ratelimit:${client}:7`, "1");

describe("limits", () => {
  it("are counted again once a new client is", async () => {
    expect(await limitsReprimed("limits", 0).observe(await contextWith(counting))).toMatchObject([{ ok: true }]);
  });

  it("are not, whatever counters of others there are", async () => {
    redis.strings.set("ratelimit:somebody:7", "1");
    expect(await limitsReprimed("limits", 0).observe(await contextWith(() => undefined))).toMatchObject([
      { ok: false, detail: expect.stringContaining("0 of 1 counters are the new client's, who got 200") },
    ]);
  });

  it("are the target's own where it counts its clients", async () => {
    expect(await countsRequests(await contextWith(counting))).toBe(true);
  });
});

describe("agents' health", () => {
  it("is told again once it is told of each of them", async () => {
    const context = await contextWith(() => undefined);
    const look = () => agentHealthReprimed("health", 0).observe(context);
    for (const agent of agents.slice(1)) redis.strings.set(`health:${agent}:status`, "1");
    redis.strings.set(`health:${agents[0]}:last_check`, "1");
    expect(await look()).toMatchObject([{ ok: false, detail: expect.stringContaining(`not of ${agents[0]}`) }]);
    redis.strings.set(`health:${agents[0]}:status`, "0");
    expect(await look()).toMatchObject([{ ok: true }]);
  });
});
