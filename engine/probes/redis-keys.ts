import { agentHealth, rateLimits, sessions } from "../../contract/persistence.ts";
import { agents } from "../../contract/services.ts";
import { eventually, type Look } from "./eventually.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { outputOf, sendMessage } from "./send-message.ts";
import { withRedisAt } from "./store-connections.ts";

/** What is asked of Redis. */
export interface RedisKeys {
  /** keys that begin with the prefix */
  matching: (prefix: string) => Promise<string[]>;
  exists: (key: string) => Promise<boolean>;
  /** reads each key as often as it is named, whether it is there or not */
  read: (keys: readonly string[]) => Promise<void>;
  set: (key: string, value: string, ttlSeconds: number) => Promise<void>;
  remove: (keys: readonly string[]) => Promise<void>;
}

const connectMs = 5_000;

/** Runs the body with the environment's Redis, past any link. */
export async function withRedis<T>(
  { api, environment }: ProbeContext,
  body: (keys: RedisKeys) => Promise<T>,
): Promise<T> {
  const { service, port } = environment.redis;
  return api.withPort(environment.namespace, service, port, (localPort) =>
    withRedisAt({ host: "127.0.0.1", port: localPort, connectMs }, async (client) => {
      return await body({
        matching: async (prefix) => {
          const found: string[] = [];
          for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) found.push(...keys);
          return [...new Set(found)];
        },
        exists: async (key) => (await client.exists(key)) === 1,
        read: async (keys) => void (await client.mGet([...keys])),
        set: async (key, value, ttlSeconds) => void (await client.set(key, value, { EX: ttlSeconds })),
        remove: async (keys) => void (keys.length > 0 && (await client.unlink([...keys]))),
      });
    }),
  );
}

/** The rate limiter comes to count a client that it did not know before. */
export function limitsReprimed(name: string, withinMs: number): Probe {
  return eventually(name, `${rateLimits.prefix}*`, withinMs, clientIsCounted(name));
}

/** Long enough for a few tries, milliseconds. */
const countedWithinMs = 10_000;

/** Whether mesh counts in Redis what a client asks for. True, or why not. */
export async function countsRequests(context: ProbeContext): Promise<true | string> {
  const look = clientIsCounted("limiter");
  const [seen] = await eventually("limiter", `${rateLimits.prefix}*`, countedWithinMs, look).observe(context);
  if (seen === undefined || seen.ok === null) throw new Error(seen?.detail ?? "nothing was seen");
  return seen.ok || `no client's requests come to be counted in Redis: ${seen.detail}`;
}

/** Sends a request of a new client with each look, and looks for the client's counter. */
function clientIsCounted(name: string): Look {
  let n = 0;
  return async (context) => {
    const id = `${context.runId}-${name}-${(n += 1)}`;
    const { status } = await sendMessage(context, {
      target: "synapse",
      intent: "storyboard",
      input: { topic: "t" },
      id,
    });
    const counters = await withRedis(context, (keys) => keys.matching(rateLimits.prefix));
    const own = counters.filter((key) => key.includes(id)).length;
    return { ok: own > 0, detail: `${own} of ${counters.length} counters are the new client's, who got ${status}` };
  };
}

/** Mesh comes to say again what it sees of each of its agents. */
export function agentHealthReprimed(name: string, withinMs: number): Probe {
  const { prefix, suffix } = agentHealth;
  return eventually(name, `${prefix}*${suffix}`, withinMs, async (context) => {
    const found = await withRedis(context, (keys) => keys.matching(prefix));
    const missing = agents.filter((agent) => !found.includes(prefix + agent + suffix));
    const detail = missing.length === 0 ? `of ${agents.length} agents` : `not of ${missing.join(", ")}`;
    return { ok: missing.length === 0, detail };
  });
}

/** A new outline comes to have a session: BIOwerk's osteon and the reference both keep one by the message's id. */
export function sessionsReprimed(name: string, withinMs: number): Probe {
  let n = 0;
  return eventually(name, `${sessions.prefix}*`, withinMs, async (context) => {
    const id = `${context.runId}-${name}-${(n += 1)}`;
    const input = { goal: "Outline how sessions come back" };
    const answer = await sendMessage(context, { target: "osteon", intent: "outline", input, id });
    if (outputOf(answer) === null) return { ok: false, detail: `an outline was answered ${answer.status}` };
    const there = await withRedis(context, (keys) => keys.exists(sessions.prefix + id));
    return { ok: there, detail: there ? "the outline's session is there" : "the outline has no session" };
  });
}
