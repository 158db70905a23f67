import { setTimeout as sleep } from "node:timers/promises";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { agentHealthMetrics, httpBuckets } from "../../contract/metrics.ts";
import { agentHealth } from "../../contract/persistence.ts";
import type { AgentName } from "../../contract/services.ts";
import { agentUrlVariable, type Settings } from "../../contract/settings.ts";
import type { HttpCaller } from "../resilience/http-client.ts";
import type { RedisLink } from "../stores/redis-link.ts";

const redisTtlSeconds = 60;

/** Looks at each agent's /health at intervals and tells what it sees in metrics and in Redis; routing ignores it. */
export class AgentWatch {
  readonly #settings: Settings;
  readonly #http: HttpCaller;
  readonly #redis: RedisLink;
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #health = new Map<AgentName, AgentHealth>();

  constructor(settings: Settings, http: HttpCaller, redis: RedisLink, registry: Registry) {
    this.#settings = settings;
    this.#http = http;
    this.#redis = redis;
    this.#metrics = createMetrics(registry);
  }

  /** Watches until the signal is aborted. */
  async run(agents: readonly AgentName[], signal: AbortSignal): Promise<void> {
    if (!this.#settings.HEALTH_CHECK_ENABLED) return;
    await Promise.all(agents.map((agent) => this.#watch(agent, signal)));
  }

  /** Looks come at the interval even where each takes as long as its time-out, and whatever the other agents do. */
  async #watch(agent: AgentName, signal: AbortSignal): Promise<void> {
    const everyMs = this.#settings.HEALTH_CHECK_INTERVAL * 1_000;
    while (!signal.aborted) {
      const pause = sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      await Promise.all([this.look(agent), pause]);
    }
  }

  /** One look at one agent. */
  async look(agent: AgentName): Promise<void> {
    const stop = this.#metrics.duration.startTimer({ service: agent });
    const seen = await this.#ask(agent);
    stop();
    this.#metrics.checks.inc({ service: agent, status: seen });
    const { HEALTH_UNHEALTHY_THRESHOLD, HEALTH_HEALTHY_THRESHOLD } = this.#settings;
    const limits = { unhealthy: HEALTH_UNHEALTHY_THRESHOLD, healthy: HEALTH_HEALTHY_THRESHOLD };
    const health = nextHealth(this.#health.get(agent), seen === "success", limits);
    this.#health.set(agent, health);
    if (health.healthy === undefined) return;
    const status = health.healthy ? 1 : 0;
    this.#metrics.status.set({ service: agent }, status);
    const key = agentHealth.prefix + agent + agentHealth.suffix;
    await this.#redis.run((client) => client.set(key, String(status), { EX: redisTtlSeconds })).catch(() => undefined);
  }

  async #ask(agent: AgentName): Promise<"success" | "failure" | "error"> {
    try {
      const url = `${this.#settings[agentUrlVariable(agent)]}/health`;
      const timeoutMs = this.#settings.SERVICE_TIMEOUT_HEALTH * 1_000;
      const answer = await this.#http.call({ method: "GET", url, timeoutMs });
      return answer.status === 200 ? "success" : "failure";
    } catch {
      return "error";
    }
  }
}

/** What is known of an agent; `healthy` is undefined until it was seen well once or ill often enough. */
export interface AgentHealth {
  healthy: boolean | undefined;
  /** looks in a row that ended the same way */
  streak: number;
  lastSucceeded: boolean;
}

/** Changes its mind only after so many looks in a row; the first good look of all counts at once. */
export function nextHealth(
  before: AgentHealth | undefined,
  succeeded: boolean,
  limits: { unhealthy: number; healthy: number },
): AgentHealth {
  const streak = before !== undefined && before.lastSucceeded === succeeded ? before.streak + 1 : 1;
  const known = before?.healthy;
  const decided = succeeded ? known === undefined || streak >= limits.healthy : streak >= limits.unhealthy;
  return { healthy: decided ? succeeded : known, streak, lastSucceeded: succeeded };
}

function createMetrics(registry: Registry) {
  const registers = [registry];
  return {
    status: new Gauge({
      name: agentHealthMetrics.status,
      help: "1 where mesh sees the agent as healthy, 0 where not",
      labelNames: ["service"] as const,
      registers,
    }),
    checks: new Counter({
      name: agentHealthMetrics.checks,
      help: "Looks at the agent's health",
      labelNames: ["service", "status"] as const,
      registers,
    }),
    duration: new Histogram({
      name: agentHealthMetrics.duration,
      help: "Seconds per look",
      labelNames: ["service"] as const,
      buckets: [...httpBuckets.client],
      registers,
    }),
  };
}
