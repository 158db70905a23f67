import { type AddressInfo, createServer, type Socket } from "node:net";
import Fastify from "fastify";
import { Gauge, Registry } from "prom-client";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Defect } from "../../../reference/defects/defect.ts";
import { defects } from "../../../reference/defects/defects.ts";
import { both } from "./helpers/defective.ts";
import { FakeRedis } from "./helpers/fake-redis.ts";
import { get, message, post } from "./helpers/running.ts";

const plan = (url: string, id: string) => post(`${url}/v1/plan`, message({ goal: "g" }, id));
const draft = (url: string, id: string) => post(`${url}/v1/draft`, message({ goal: "g" }, id));

describe("write-lost", () => {
  it("acknowledges what it cannot store", async () => {
    const { broken, sound } = await both("write-lost");
    broken.store.away = true;
    sound.store.away = true;
    expect(await plan(broken.url, "p1")).toMatchObject({ status: 200, body: { ok: true } });
    expect((await plan(sound.url, "p1")).status).toBe(503);
    expect(broken.store.kept.size).toBe(0);
    broken.store.away = false;
    await plan(broken.url, "p2");
    expect([...broken.store.kept.keys()]).toEqual(["p2"]);
  });
});

describe("tables-lost", () => {
  it("acknowledges tables that it cannot store", async () => {
    const { broken, sound } = await both("tables-lost");
    const ingest = (url: string) => post(`${url}/v1/ingest_table`, message({ raw_data: "a,b" }, "t1"));
    broken.store.away = true;
    sound.store.away = true;
    expect(await ingest(broken.url)).toMatchObject({ status: 200, body: { ok: true } });
    expect((await ingest(sound.url)).status).toBe(503);
  });
});

describe("drafts-need-postgres", () => {
  it("reads no draft without Postgres, and keeps them all the same", async () => {
    const { broken, sound } = await both("drafts-need-postgres", {
      settings: { POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: 1 },
    });
    const read = async (url: string) => {
      expect((await draft(url, "d1")).status).toBe(200);
      const answer = await post(`${url}/v1/export`, message({ title: "t", metadata: { draft_ids: ["d1"] } }, "e1"));
      return answer.body.output.degraded;
    };
    expect([await read(broken.url), await read(sound.url)]).toEqual([true, false]);
  });
});

describe("pool-leak", () => {
  it("opens one connection more for each plan that was refused, once plans are kept again", async () => {
    const opened: Socket[] = [];
    const postgres = createServer((socket) => void opened.push(socket));
    await new Promise<void>((resolve) => postgres.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of opened) socket.destroy();
      postgres.close();
    });
    const { port } = postgres.address() as AddressInfo;
    const settings = { POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: port };
    const { broken, sound } = await both("pool-leak", { settings });
    for (const { url, store } of [sound, broken]) {
      store.away = true;
      for (let n = 0; n < 3; n += 1) expect((await plan(url, `refused-${n}`)).status).toBe(503);
      store.away = false;
      for (let n = 0; n < 5; n += 1) expect((await plan(url, `kept-${n}`)).status).toBe(200);
      await expect.poll(() => opened.length).toBe(url === broken.url ? 3 : 0);
    }
  });
});

describe("needs-manual-flush", () => {
  it("does not come back to a store that was away while it was only looked at", async () => {
    const { broken, sound } = await both("needs-manual-flush");
    const storeHealth = async (url: string): Promise<string> =>
      (await get(`${url}/health`)).body.checks.find((check: { name: string }) => check.name === "mongodb").status;
    for (const { url, store } of [broken, sound]) {
      await expect.poll(() => storeHealth(url)).toBe("healthy");
      store.away = true;
      expect(await storeHealth(url)).toBe("unhealthy");
      store.away = false;
    }
    expect([await storeHealth(broken.url), await storeHealth(sound.url)]).toEqual(["unhealthy", "healthy"]);
    expect([(await draft(broken.url, "d1")).status, (await draft(sound.url, "d1")).status]).toEqual([503, 200]);
  });
});

describe("crash-under-pressure", () => {
  it("keeps two MiB for each draft", async () => {
    const { broken, sound } = await both("crash-under-pressure");
    const grown = async (url: string) => {
      const before = process.memoryUsage().arrayBuffers;
      for (let n = 0; n < 20; n += 1) expect((await draft(url, `d${n}`)).status).toBe(200);
      return (process.memoryUsage().arrayBuffers - before) / 2 ** 20;
    };
    expect(await grown(sound.url)).toBeLessThan(10);
    // Others of this process may have been freed meanwhile.
    expect(await grown(broken.url)).toBeGreaterThan(30);
  });
});

describe("reads-need-store", () => {
  it("refuses an export that would go without its drafts", async () => {
    const { broken, sound } = await both("reads-need-store");
    const read = async ({ url, store }: typeof broken) => {
      await draft(url, "d1");
      const body = message({ title: "t", metadata: { draft_ids: ["d1"] } }, "e1");
      const whole = (await post(`${url}/v1/export`, body)).status;
      store.away = true;
      return [whole, (await post(`${url}/v1/export`, body)).status];
    };
    expect([await read(broken), await read(sound)]).toEqual([
      [200, 503],
      [200, 200],
    ]);
  });
});

describe("plans-not-cached", () => {
  it("cannot read a plan while its store is away", async () => {
    const redis = await FakeRedis.start();
    const { broken, sound } = await both("plans-not-cached", { settings: { REDIS_PORT: redis.port } });
    const read = async ({ url, store }: typeof broken) => {
      await expect.poll(async () => (await get(`${url}/health`)).body.status).toBe("healthy");
      await plan(url, "p1");
      store.away = true;
      return post(`${url}/v1/review`, message({ content: { plan_id: "p1" } }, "r1"));
    };
    expect((await read(broken)).status).toBe(503);
    expect(await read(sound)).toMatchObject({ status: 200, body: { output: { cached: true } } });
  });
});

describe("no-alert", () => {
  it("tells no agent's breaker towards its store to be open", async () => {
    const registry = new Registry();
    const state = new Gauge({
      name: "circuit_breaker_state",
      help: "h",
      labelNames: ["service"],
      registers: [registry],
    });
    const app = Fastify();
    const defect: Defect = defects["no-alert"];
    defect.install?.(app, { registry, exit: () => undefined });
    await app.ready();
    for (const service of ["postgres", "llm-ollama"]) state.set({ service }, 1);
    const told = (await state.get()).values.filter(({ value }) => value === 1).map(({ labels }) => labels["service"]);
    expect(told).toEqual(["llm-ollama"]);
  });
});
