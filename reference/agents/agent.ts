import { Registry } from "prom-client";
import { messageOf } from "../../common/errors.ts";
import type { AgentName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import { OllamaClient } from "../llm/ollama-client.ts";
import { HttpClient } from "../resilience/http-client.ts";
import { createResilienceMetrics } from "../resilience/metrics.ts";
import { type Dependency, registerHealth } from "../server/health.ts";
import { createServer, type ServerOptions } from "../server/server.ts";
import type { Service } from "../server/service.ts";
import { openStore, type StoreOpener } from "../stores/open-store.ts";
import { Preparation } from "../stores/prepare.ts";
import { RedisLink } from "../stores/redis-link.ts";
import { FanOut } from "./fan-out.ts";
import { registerAgent } from "./register.ts";

export interface AgentOptions extends Omit<ServerOptions, "service" | "registry"> {
  /** where nucleus reaches mesh */
  meshUrl: string;
  /** what opens the agent's store (default its database) */
  open?: StoreOpener;
}

/** Agents that keep sessions or a cache. */
const redisUsers: readonly AgentName[] = ["osteon", "nucleus"];

/** One agent with its model, its store and its cache. */
export function createAgent(agent: AgentName, options: AgentOptions): Service {
  const { defect, meshUrl, open = openStore } = options;
  const settings = defect?.settings?.(options.settings) ?? options.settings;
  const registry = new Registry();
  const { app, drain } = createServer({ ...options, service: agent, registry });
  const metrics = createResilienceMetrics(registry);
  const http = new HttpClient();
  const warn = (message: string) => app.log.warn(message);
  const llm = new OllamaClient(agent, settings, http, registry, metrics);
  const opened = open(agent, settings, metrics, defect);
  const store = opened && (defect?.store?.(opened.store, settings) ?? opened.store);
  const preparation = store && new Preparation(store);
  const redis = redisUsers.includes(agent) ? new RedisLink(settings, metrics, warn) : undefined;
  const fanOut = new FanOut(http, {
    meshUrl,
    secret: settings.JWT_SECRET_KEY,
    timeoutMs: settings.SERVICE_TIMEOUT_MESH * 1_000,
  });
  const stopped = new AbortController();

  registerAgent(app, agent, { llm, store, redis, fanOut, settings });
  registerHealth(app, {
    service: agent,
    dependencies: dependencies(settings, {
      llm: () => llm.ping(),
      redis: redis && (() => redis.ping()),
      store: opened && preparation && { name: opened.kind, check: () => preparation.check() },
    }),
    checkTimeoutMs: settings.HEALTH_CHECK_TIMEOUT * 1_000,
    gracePeriodMs: settings.HEALTH_STARTUP_GRACE_PERIOD * 1_000,
    drain,
  });
  return {
    app,
    start: () => {
      redis?.start();
      preparation?.run(stopped.signal, warn).catch((thrown: unknown) => app.log.error(messageOf(thrown)));
    },
    drain,
    stop: async () => {
      stopped.abort();
      redis?.close();
      http.close();
      await store?.close();
    },
  };
}

interface Checks {
  llm: () => Promise<void>;
  redis: (() => Promise<void>) | undefined;
  store: { name: string; check: () => Promise<void> } | undefined;
}

/** An agent is no use without its model and its store; it goes on without its cache. */
function dependencies(settings: Settings, { llm, redis, store }: Checks): Dependency[] {
  return [
    { name: "llm", required: true, check: llm },
    ...(store && settings.HEALTH_CHECK_DB ? [{ ...store, required: true }] : []),
    ...(redis && settings.HEALTH_CHECK_REDIS ? [{ name: "redis", required: false, check: redis }] : []),
  ];
}
