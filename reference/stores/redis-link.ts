import { createClient } from "redis";
import type { Settings } from "../../contract/settings.ts";
import { Guard, policiesFrom } from "../resilience/guard.ts";
import type { ResilienceMetrics } from "../resilience/metrics.ts";

/** What a Redis that nobody can do without would take from every request, milliseconds. */
const answerMs = 250;
const connectMs = 1_000;
const longestPauseMs = 1_000;
/** A silent connection is given up after two unanswered pings, milliseconds. */
const pingEveryMs = 4_000;
const silenceMs = 10_000;
/** While the breaker is open nothing is counted or cached, so it must not stay open for long, milliseconds. */
const longestOpenMs = 5_000;

type Client = ReturnType<typeof client>;

/** Redis as a helper that may be away: each call ends soon, whatever happens to the server. */
export class RedisLink {
  readonly #client: Client;
  readonly #guard: Guard;

  /** @param warn told when the connection breaks, once per break */
  constructor(settings: Settings, metrics: ResilienceMetrics, warn: (message: string) => void) {
    this.#client = client(settings);
    let broken = false;
    this.#client.on("ready", () => {
      broken = false;
    });
    this.#client.on("error", (thrown: Error) => {
      if (!broken) warn(`redis is away: ${thrown.message}`);
      broken = true;
    });
    const { breaker } = policiesFrom(settings);
    this.#guard = new Guard(
      {
        service: "redis",
        kind: "dependency",
        breaker: breaker && { ...breaker, openMs: Math.min(breaker.openMs, longestOpenMs) },
        attemptMs: answerMs,
        isOutage: () => true,
      },
      metrics,
    );
  }

  /** Connects, and again whenever the connection breaks, until `close`. */
  start(): void {
    // Fails only when closed before the first connection.
    this.#client.connect().catch(() => undefined);
  }

  /** @throws Refusal where Redis is away or silent */
  run<T>(command: (client: Client) => Promise<T>): Promise<T> {
    return this.#guard.run(() => command(this.#client));
  }

  /** Throws where Redis does not answer, whatever the breaker says. */
  async ping(): Promise<void> {
    await this.#client.ping();
  }

  close(): void {
    this.#client.destroy();
  }
}

function client(settings: Settings) {
  return createClient({
    ...(settings.REDIS_PASSWORD === "" ? {} : { password: settings.REDIS_PASSWORD }),
    database: settings.REDIS_DB,
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: "disabled",
    pingInterval: pingEveryMs,
    socket: {
      host: settings.REDIS_HOST,
      port: settings.REDIS_PORT,
      connectTimeout: connectMs,
      socketTimeout: silenceMs,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, longestPauseMs),
    },
  });
}
