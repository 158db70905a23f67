import { agents } from "../../../../contract/services.ts";
import { agentUrlVariable, settings, type Settings } from "../../../../contract/settings.ts";

/** An address of this machine where nothing listens. */
export const nowhere = "http://127.0.0.1:1";

/** Settings for tests: everything away unless it is named, short waits, no limits on rates, no grace period. */
export function testSettings(overrides: Record<string, string | number | boolean> = {}): Settings {
  const away = Object.fromEntries(agents.map((agent) => [agentUrlVariable(agent), nowhere]));
  const environment = {
    ...away,
    REDIS_HOST: "127.0.0.1",
    REDIS_PORT: 1,
    OLLAMA_BASE_URL: nowhere,
    RETRY_INITIAL_DELAY: 0.001,
    RETRY_MAX_DELAY: 0.002,
    RATE_LIMIT_ENABLED: false,
    HEALTH_CHECK_ENABLED: false,
    HEALTH_CHECK_TIMEOUT: 0.5,
    HEALTH_STARTUP_GRACE_PERIOD: 0,
    LOG_LEVEL: "error",
    ...overrides,
  };
  return settings.parse(Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])));
}
