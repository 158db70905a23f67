import * as z from "zod";
import { agents, type AgentName, services } from "./services.ts";

// The environment carries text alone.
const flag = (preset: boolean) => z.stringbool().default(preset);
const count = (preset: number) => z.coerce.number().int().positive().default(preset);
const seconds = (preset: number) => z.coerce.number().nonnegative().default(preset);
const ratio = (preset: number) => z.coerce.number().gt(0).max(1).default(preset);
const port = (preset: number) => z.coerce.number().int().min(1).max(65_535).default(preset);

const datastores = {
  POSTGRES_HOST: z.string().default("postgres"),
  POSTGRES_PORT: port(5432),
  POSTGRES_USER: z.string().default("biowerk"),
  POSTGRES_PASSWORD: z.string().default("biowerk_dev_password"),
  POSTGRES_DB: z.string().default("biowerk"),
  MONGO_HOST: z.string().default("mongodb"),
  MONGO_PORT: port(27017),
  /** empty = no credentials */
  MONGO_USER: z.string().default("biowerk"),
  MONGO_PASSWORD: z.string().default("biowerk_dev_password"),
  MONGO_DB: z.string().default("biowerk"),
  REDIS_HOST: z.string().default("redis"),
  REDIS_PORT: port(6379),
  /** empty = no password */
  REDIS_PASSWORD: z.string().default(""),
  REDIS_DB: z.coerce.number().int().nonnegative().default(0),
};

const caches = {
  CACHE_ENABLED: flag(true),
  /** seconds */
  CACHE_TTL: count(300),
  SESSION_ENABLED: flag(true),
  /** seconds */
  SESSION_TTL_DEFAULT: count(3_600),
};

const resilience = {
  CIRCUIT_BREAKER_ENABLED: flag(true),
  /** consecutive failures that open it */
  CIRCUIT_BREAKER_FAILURE_THRESHOLD: count(5),
  /** successes that close it when it is half-open */
  CIRCUIT_BREAKER_SUCCESS_THRESHOLD: count(2),
  /** seconds for which it stays open */
  CIRCUIT_BREAKER_TIMEOUT: seconds(60),
  /** share of failures in a full window that opens it */
  CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD: ratio(0.5),
  /** calls in the window */
  CIRCUIT_BREAKER_WINDOW_SIZE: count(10),
  RETRY_ENABLED: flag(true),
  /** attempts in all, the first included */
  RETRY_MAX_ATTEMPTS: count(3),
  /** seconds before the first retry */
  RETRY_INITIAL_DELAY: seconds(0.1),
  /** seconds before any retry at most */
  RETRY_MAX_DELAY: seconds(5),
  /** factor from one delay to the next */
  RETRY_EXPONENTIAL_BASE: z.coerce.number().min(1).default(2),
  /** whether each delay is spread by half of itself either way */
  RETRY_JITTER: flag(true),
  BULKHEAD_ENABLED: flag(true),
  /** requests in flight per agent and mesh process */
  BULKHEAD_MAX_CONCURRENT: count(10),
  /** requests that may wait for one of those places */
  BULKHEAD_QUEUE_SIZE: z.coerce.number().int().nonnegative().default(5),
  /** seconds that a request may wait */
  BULKHEAD_TIMEOUT: seconds(5),
  /** seconds per attempt of mesh at an agent */
  SERVICE_TIMEOUT_MESH: seconds(30),
  /** seconds per look of mesh at an agent's /health */
  SERVICE_TIMEOUT_HEALTH: seconds(5),
};

const health = {
  /** whether mesh watches its agents */
  HEALTH_CHECK_ENABLED: flag(true),
  /** seconds between looks */
  HEALTH_CHECK_INTERVAL: seconds(10),
  /** failed looks in a row that make an agent unhealthy */
  HEALTH_UNHEALTHY_THRESHOLD: count(3),
  /** good looks in a row that make an unhealthy agent healthy */
  HEALTH_HEALTHY_THRESHOLD: count(2),
  /** whether /health and /ready look at Postgres and MongoDB */
  HEALTH_CHECK_DB: flag(true),
  /** whether /health and /ready look at Redis */
  HEALTH_CHECK_REDIS: flag(true),
  /** seconds per check of a dependency */
  HEALTH_CHECK_TIMEOUT: seconds(5),
  /** seconds after the start in which /ready is 503 */
  HEALTH_STARTUP_GRACE_PERIOD: seconds(30),
};

const rateLimit = {
  RATE_LIMIT_ENABLED: flag(true),
  /** requests per identity and window */
  RATE_LIMIT_REQUESTS: count(100),
  /** seconds */
  RATE_LIMIT_WINDOW: count(60),
  RATE_LIMIT_STRATEGY: z.enum(["fixed_window", "sliding_window"]).default("sliding_window"),
  /** whether clients without a key are limited, by their address */
  RATE_LIMIT_PER_IP: flag(true),
  /** whether clients with a key are limited, by that key */
  RATE_LIMIT_PER_USER: flag(true),
};

const llm = {
  LLM_PROVIDER: z.enum(["ollama", "openai", "anthropic", "deepseek", "local"]).default("ollama"),
  OLLAMA_BASE_URL: z.url().default("http://ollama:11434"),
  OLLAMA_MODEL: z.string().default("phi3:mini"),
  /** seconds per attempt */
  OLLAMA_TIMEOUT: seconds(120),
};

const application = {
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["debug", "info", "warning", "error"]))
    .prefault("info"),
  /** known to every service; signs what agents say to mesh */
  JWT_SECRET_KEY: z.string().min(1).default("dev-secret-key-change-in-production"),
};

/** Name of the variable that tells mesh where an agent is. */
export function agentUrlVariable<A extends AgentName>(agent: A): `AGENT_${Uppercase<A>}_URL` {
  return `AGENT_${agent.toUpperCase() as Uppercase<A>}_URL`;
}

const agentUrls = Object.fromEntries(
  agents.map((agent) => [agentUrlVariable(agent), z.url().default(`http://${agent}:${services[agent].port}`)]),
) as { [A in AgentName as `AGENT_${Uppercase<A>}_URL`]: z.ZodDefault<z.ZodURL> };

/** BIOwerk's environment variables with their defaults; parses a process environment, whatever else is in it. */
export const settings = z.object({
  ...datastores,
  ...caches,
  ...resilience,
  ...health,
  ...rateLimit,
  ...llm,
  ...application,
  ...agentUrls,
});

export type Settings = z.infer<typeof settings>;
