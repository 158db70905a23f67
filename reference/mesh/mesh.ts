import { Registry } from "prom-client";
import { messageOf } from "../../common/errors.ts";
import { type AgentName, agents } from "../../contract/services.ts";
import { HttpClient } from "../resilience/http-client.ts";
import { createResilienceMetrics } from "../resilience/metrics.ts";
import { registerHealth } from "../server/health.ts";
import { createServer, type ServerOptions } from "../server/server.ts";
import type { Service } from "../server/service.ts";
import { RedisLink } from "../stores/redis-link.ts";
import { noteRoute } from "../stores/sessions.ts";
import { AgentClient } from "./agent-client.ts";
import { AgentWatch } from "./agent-watch.ts";
import { RateLimiter, redisCounters } from "./rate-limiter.ts";
import { registerRoutes } from "./routes.ts";

/** The gateway: limits rates, guards each agent on its own, watches them all. */
export function createMesh(options: Omit<ServerOptions, "service" | "registry">): Service {
  const { defect } = options;
  const settings = defect?.settings?.(options.settings) ?? options.settings;
  const registry = new Registry();
  const { app, drain } = createServer({ ...options, service: "mesh", registry });
  const metrics = createResilienceMetrics(registry);
  const connections = new HttpClient();
  const http = defect?.http?.(connections) ?? connections;
  const warn = (message: string) => app.log.warn(message);
  const redis = new RedisLink(settings, metrics, warn);
  const clients = Object.fromEntries(
    agents.map((agent) => [agent, new AgentClient(agent, settings, http, metrics)]),
  ) as Record<AgentName, AgentClient>;
  const counters = redisCounters(redis);
  const watch = new AgentWatch(settings, http, redis, registry);
  const stopped = new AbortController();

  registerRoutes(app, {
    clients,
    limiter: new RateLimiter(settings, defect?.counters?.(counters) ?? counters, warn),
    secret: settings.JWT_SECRET_KEY,
    noteRoute: (id, route) => {
      if (!settings.SESSION_ENABLED) return;
      noteRoute(redis, id, route, settings.SESSION_TTL_DEFAULT).catch(() => undefined);
    },
  });
  registerHealth(app, {
    service: "mesh",
    // Without Redis mesh routes on: it is worth a word, not worth an end.
    dependencies: settings.HEALTH_CHECK_REDIS ? [{ name: "redis", required: false, check: () => redis.ping() }] : [],
    checkTimeoutMs: settings.HEALTH_CHECK_TIMEOUT * 1_000,
    gracePeriodMs: settings.HEALTH_STARTUP_GRACE_PERIOD * 1_000,
    drain,
  });
  return {
    app,
    start: () => {
      redis.start();
      watch.run(agents, stopped.signal).catch((thrown: unknown) => app.log.error(messageOf(thrown)));
    },
    drain,
    stop: async () => {
      stopped.abort();
      redis.close();
      http.close();
    },
  };
}
