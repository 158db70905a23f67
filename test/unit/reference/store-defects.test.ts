import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { both } from "./helpers/defective.ts";
import { message, metric, post } from "./helpers/running.ts";

const plan = (url: string, id: string) => post(`${url}/v1/plan`, message({ goal: "g" }, id));

/** A port of loopback where nothing listens: nucleus, with its own store, finds Postgres away. */
const away = { ownStore: true, settings: { POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: 1 } };

/** A Postgres that accepts connections and says nothing. @returns what nucleus needs to have it for its own */
async function silent() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { ownStore: true, settings: { POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: port, SERVICE_TIMEOUT_MESH: 2 } };
}

const attempts = (url: string, attempt: number) =>
  metric(url, `resilience_retry_attempts_total{service="postgres",attempt="${attempt}"}`);

describe("pool-unbounded", () => {
  it("has as many calls in flight to a silent Postgres as there come", async () => {
    const { broken, sound } = await both("pool-unbounded", await silent());
    const inFlight = async (url: string) => {
      const calls = Array.from({ length: 14 }, (_, n) => plan(url, `p${n}`));
      let most = 0;
      await expect
        .poll(
          async () => {
            const now = (await metric(url, 'bulkhead_current_usage{service="postgres"}')) ?? 0;
            most = Math.max(most, now);
            return now === 0 && most > 0;
          },
          { timeout: 10_000, interval: 50 },
        )
        .toBe(true);
      return { most, statuses: new Set((await Promise.all(calls)).map(({ status }) => status)) };
    };
    expect(await inFlight(broken.url)).toEqual({ most: 14, statuses: new Set([503]) });
    expect(await inFlight(sound.url)).toEqual({ most: 9, statuses: new Set([429, 503]) });
  });
});

describe("store-breaker-never-closes", () => {
  it("leaves Postgres alone for an hour once it was away", async () => {
    const { broken, sound } = await both("store-breaker-never-closes", away);
    const hint = async (url: string) => {
      for (let n = 0; n < 5; n += 1) await plan(url, `p${n}`);
      return (await plan(url, "last")).headers.get("retry-after");
    };
    expect([await hint(broken.url), await hint(sound.url)]).toEqual(["3600", "60"]);
  });
});

describe("store-never-retried", () => {
  it("tries once what may be tried three times", async () => {
    const { broken, sound } = await both("store-never-retried", away);
    for (const { url } of [broken, sound]) expect((await plan(url, "p1")).status).toBe(503);
    expect([await attempts(broken.url, 1), await attempts(broken.url, 2)]).toEqual([1, undefined]);
    expect([await attempts(sound.url, 3), await attempts(sound.url, 4)]).toEqual([1, undefined]);
  });
});

describe("store-retries-without-limit", () => {
  it("tries more often than allowed, and ends before mesh gives it up", async () => {
    const { ownStore, settings } = away;
    const { broken, sound } = await both("store-retries-without-limit", {
      ownStore,
      settings: { ...settings, SERVICE_TIMEOUT_MESH: 1 },
    });
    for (const { url } of [broken, sound]) expect((await plan(url, "p1")).status).toBe(503);
    expect([await attempts(broken.url, 4), await attempts(sound.url, 4)]).toEqual([1, undefined]);
  });
});
