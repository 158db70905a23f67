import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "redis";
import type { Settings } from "../../contract/settings.ts";
import { Guard, policiesFrom } from "../resilience/guard.ts";
import type { ResilienceMetrics } from "../resilience/metrics.ts";

/** What a Redis that nobody can do without would take from every request, milliseconds. */
const answerMs = 250;
const connectMs = 1_000;
const longestPauseMs = 1_000;
/** How often a connection is pinged, and how long a ping may stay unanswered before it is given up, milliseconds. */
const usualPatience = { pingEveryMs: 2_000, silenceMs: 3_000 };
/** While the breaker is open nothing is counted or cached, so it must not stay open for long, milliseconds. */
const longestOpenMs = 5_000;

type Client = ReturnType<typeof client>;

/** Redis as a helper that may be away: each call ends soon, whatever happens to the server. */
export class RedisLink {
  readonly #client: Client;
  readonly #guard: Guard;
  readonly #warn: (message: string) => void;
  readonly #patience: typeof usualPatience;
  #pings: NodeJS.Timeout | undefined;

  /** @param warn told when the connection breaks, once per break */
  constructor(
    settings: Settings,
    metrics: ResilienceMetrics,
    warn: (message: string) => void,
    patience = usualPatience,
  ) {
    this.#client = client(settings);
    this.#warn = warn;
    this.#patience = patience;
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
    this.#connect();
    this.#pings = setInterval(() => void this.#giveUpIfSilent(), this.#patience.pingEveryMs);
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
    clearInterval(this.#pings);
    this.#client.destroy();
  }

  #connect(): void {
    // Fails only when closed before the first connection.
    this.#client.connect().catch(() => undefined);
  }

  /**
   * A connection whose packets are lost looks open until TCP gives up, which takes minutes; the client's own time-out
   * counts what is written as a sign of life.
   */
  async #giveUpIfSilent(): Promise<void> {
    if (!this.#client.isReady) return;
    const { silenceMs } = this.#patience;
    const epoch = this.#client.socketEpoch;
    const answer = this.ping().then(
      () => true,
      () => true,
    );
    if (await Promise.race([answer, sleep(silenceMs, false, { ref: false })])) return;
    if (!this.#client.isReady || this.#client.socketEpoch !== epoch) return;
    this.#warn(`redis is away: no answer within ${silenceMs} ms`);
    this.#client.destroy();
    this.#connect();
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
    socket: {
      host: settings.REDIS_HOST,
      port: settings.REDIS_PORT,
      connectTimeout: connectMs,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, longestPauseMs),
    },
  });
}
